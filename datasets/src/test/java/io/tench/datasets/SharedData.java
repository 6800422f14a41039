package io.tench.datasets;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.junit.jupiter.api.Assumptions;

/** Real images for tests, in {@code shared/data} beside the repository; not part of it. */
public final class SharedData {
  private SharedData() {}

  /** An archive of that folder; the test that calls this is skipped where there is none. */
  public static Path archive(String name) {
    Optional<Path> archive = find(name);
    Assumptions.assumeTrue(
        archive.isPresent(), "skipped: no shared/data/" + name + " beside the repository");
    return archive.get();
  }

  /** An archive of that folder, if it is there. */
  public static Optional<Path> find(String name) {
    for (Path above = Path.of("").toAbsolutePath(); above != null; above = above.getParent()) {
      Path archive = above.resolve("shared/data").resolve(name);
      if (Files.exists(archive)) {
        return Optional.of(archive);
      }
    }
    return Optional.empty();
  }

  /** The files in a {@code .tar} or {@code .tar.gz}, by path, in the archive's order. */
  public static Map<String, byte[]> files(Path archive) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
        InputStream unpacked =
            archive.toString().endsWith(".gz") ? new GzipCompressorInputStream(file) : file;
        TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
      for (TarArchiveEntry entry = tar.getNextTarEntry();
          entry != null;
          entry = tar.getNextTarEntry()) {
        if (entry.isFile()) {
          files.put(entry.getName(), tar.readAllBytes());
        }
      }
    }
    return files;
  }
}
