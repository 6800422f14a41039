package io.tench.datasets.source;

import static io.tench.datasets.source.SourceFiles.gzip;
import static io.tench.datasets.source.SourceFiles.open;
import static io.tench.datasets.source.SourceFiles.samples;
import static io.tench.datasets.source.SourceFiles.tarOfImages;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Fuzzing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mutations of tars: each is read or refused, and nothing is unpacked. */
class HostileTarFuzzTest {
  @TempDir Path folder;

  @Test
  void tarsAreReadOrRefused() {
    fuzz("a.tar", tarOfImages("cat/a.jpg", "cat/b.jpg", "dog/c.jpg"));
  }

  @Test
  void compressedTarsAreReadOrRefused() {
    fuzz("a.tar.gz", gzip(tarOfImages("cat/a.jpg", "cat/b.jpg", "dog/c.jpg")));
  }

  private void fuzz(String name, byte[] tar) {
    Path file = folder.resolve(name);
    new Fuzzing(name, BadInputException.class)
        .run(
            List.of(tar),
            input -> {
              Files.write(file, input);
              samples(open(file).train());
            });
  }
}
