package io.tench.datasets.source;

import io.tench.datasets.Sample;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Files of sources for tests; an image's bytes are its name, as sources do not look into them. */
final class SourceFiles {
  static final Storage STORAGE = new HadoopStorage();

  private SourceFiles() {}

  /** Writes a file with its name as content. */
  static Path image(Path folder, String path) {
    return file(folder, path, bytes(path.substring(path.lastIndexOf('/') + 1)));
  }

  static Path file(Path folder, String path, byte[] content) {
    try {
      Path file = folder.resolve(path);
      Files.createDirectories(file.getParent());
      return Files.write(file, content);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A tar of image files, as {@link #image} writes them. */
  static byte[] tarOfImages(String... paths) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    for (String path : paths) {
      entries.put(path, bytes(path.substring(path.lastIndexOf('/') + 1)));
    }
    return tar(entries);
  }

  static byte[] tar(Map<String, byte[]> entries) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
        for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
          TarArchiveEntry header = new TarArchiveEntry(entry.getKey(), true);
          header.setSize(entry.getValue().length);
          tar.putArchiveEntry(header);
          tar.write(entry.getValue());
          tar.closeArchiveEntry();
        }
      }
      return bytes.toByteArray();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static byte[] gzip(byte[] content) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
        gzip.write(content);
      }
      return bytes.toByteArray();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static Source open(Path location) throws IOException {
    return Source.open(STORAGE, location.toString(), SourceFormat.AUTO);
  }

  static List<Sample> samples(List<SourcePart> parts) throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (SourcePart part : parts) {
      try (SampleStream stream = part.open(STORAGE)) {
        for (Sample sample = stream.next(); sample != null; sample = stream.next()) {
          samples.add(sample);
        }
      }
    }
    return samples;
  }

  /** {@code path=class id} of each sample; its bytes must be its name. */
  static List<String> described(Source source, List<SourcePart> parts) throws IOException {
    return samples(parts).stream()
        .map(
            sample -> {
              String name = sample.path().substring(sample.path().lastIndexOf('/') + 1);
              if (!name.equals(new String(sample.image(), StandardCharsets.UTF_8))) {
                throw new AssertionError(sample.path() + " has the bytes of another");
              }
              return sample.path() + "=" + source.labels().get(sample.label()).id();
            })
        .toList();
  }
}
