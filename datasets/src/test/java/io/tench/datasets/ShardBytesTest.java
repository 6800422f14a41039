package io.tench.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.storage.HadoopStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardBytesTest {
  @TempDir Path folder;

  @Test
  void areTheSameFromAnotherJvm() throws Exception {
    String here = write(folder.resolve("here.parquet"));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ShardBytesTest.class.getName(),
                folder.resolve("there.parquet").toString())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(output.lines()).contains(here);
  }

  public static void main(String[] arguments) throws IOException {
    System.out.println(write(Path.of(arguments[0])));
  }

  private static String write(Path file) throws IOException {
    try (ShardWriter writer =
        ShardWriter.create(new HadoopStorage(), file.toString(), DataSets.labels(3))) {
      for (int row = 0; row < 5; row++) {
        writer.write(new Sample(new byte[] {1, 2, (byte) row}, row + ".jpg", row % 3));
      }
      return writer.finish().sha256();
    }
  }
}
