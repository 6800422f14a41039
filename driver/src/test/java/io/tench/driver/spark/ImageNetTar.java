package io.tench.driver.spark;

import io.tench.datasets.SharedData;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** ImageNet's training tar as distributed: a tar of a tar for each synset. */
public final class ImageNetTar {
  private ImageNetTar() {}

  /** Makes {@code target} of an archive of flat {@code <wnid>_<name>.JPEG} files. */
  public static void of(Path flat, Path target) throws IOException {
    Map<String, Map<String, byte[]>> synsets = new TreeMap<>();
    SharedData.files(flat)
        .forEach(
            (path, content) -> {
              String name = path.substring(path.lastIndexOf('/') + 1);
              if (name.endsWith(".JPEG")) {
                String synset = name.substring(0, name.indexOf('_'));
                synsets.computeIfAbsent(synset, tar -> new TreeMap<>()).put(name, content);
              }
            });
    Map<String, byte[]> tars = new TreeMap<>();
    for (Map.Entry<String, Map<String, byte[]>> synset : synsets.entrySet()) {
      ByteArrayOutputStream tar = new ByteArrayOutputStream();
      write(synset.getValue(), tar);
      tars.put(synset.getKey() + ".tar", tar.toByteArray());
    }
    try (OutputStream file = Files.newOutputStream(target)) {
      write(tars, file);
    }
  }

  private static void write(Map<String, byte[]> files, OutputStream target) throws IOException {
    TarArchiveOutputStream tar = new TarArchiveOutputStream(target);
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      TarArchiveEntry header = new TarArchiveEntry(file.getKey());
      header.setSize(file.getValue().length);
      tar.putArchiveEntry(header);
      tar.write(file.getValue());
      tar.closeArchiveEntry();
    }
    tar.finish();
  }
}
