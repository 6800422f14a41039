package io.tench.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.DataSets;
import io.tench.datasets.Sample;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.driver.cluster.ChildProcess;
import io.tench.driver.cluster.HdfsCluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets that a run is given stay out of all that it says and writes, with --debug too. */
class SecretsIT {
  private static final String SECRET = "correct-horse-battery-staple";

  @TempDir Path folder;

  @Test
  void neverSaysOrWritesASecret() throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int index = 0; index < 24; index++) {
      samples.add(new Sample(Images.png(Images.scene(28, 28, index)), "" + index, index % 2));
    }
    DataSets.write(new HadoopStorage(), folder + "/data", DataSets.labels(2), samples, 1, 1 << 20);
    Path settings = Files.createDirectories(folder.resolve("settings"));
    Files.writeString(
        settings.resolve("core-site.xml"),
        HdfsCluster.configuration(
            Map.of("fs.s3a.access.key", SECRET + "-1", "fs.s3a.secret.key", SECRET + "-2")));
    Path configuration =
        Files.writeString(folder.resolve("run.yaml"), CONFIGURATION.formatted(folder));

    String said = train(settings, configuration);
    assertThat(said).contains("Validation: top-1").doesNotContain(SECRET);
    try (Stream<Path> files = Files.walk(folder.resolve("run"))) {
      List<Path> written = files.filter(Files::isRegularFile).toList();
      assertThat(written).hasSizeGreaterThan(10);
      for (Path file : written) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain(SECRET);
      }
    }
  }

  private String train(Path settings, Path configuration) {
    List<String> command = new ArrayList<>();
    command.add("-Xmx1g");
    for (String key :
        List.of(
            "spark.authenticate.secret",
            "spark.hadoop.fs.s3a.secret.key",
            "spark.ssl.keyStorePassword",
            "spark.executorEnv.AWS_SECRET_ACCESS_KEY")) {
      command.add("-D" + key + "=" + SECRET);
    }
    command.add("-Dspark.authenticate=true");
    command.addAll(List.of("-cp", settings + ":" + System.getProperty("java.class.path")));
    command.addAll(List.of("io.tench.driver.cli.Main", "train", configuration.toString()));
    command.addAll(List.of("--master", "local[2]", "--debug"));
    try (ChildProcess process = ChildProcess.java("train", folder, Map.of(), command)) {
      assertThat(process.exitCode(Duration.ofMinutes(3))).as(process.output()).isZero();
      return process.output();
    }
  }

  private static final String CONFIGURATION =
      """
      run: %1$s/run
      data: {train: %1$s/data, validation: %1$s/data}
      network: {architecture: lenet, input: 28x28x3}
      training:
        epochs: 1
        replicas: 2
        batch-size: 4
        learning-rate: {peak: 0.01}
      checkpoints: {every-rounds: 1}
      """;
}
