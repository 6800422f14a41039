package io.tench.driver.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.driver.RunConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every file of {@code conf/} to the reader. */
class ConfigurationFilesTest {
  private static final Path FOLDER = Path.of("../conf");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void reads(Path file) throws IOException {
    String yaml = Files.readString(file);

    RunConfiguration run = RunConfigurationReader.read(file.toString(), yaml, List.of());

    assertThat(yaml).as("a launch command or a purpose first").startsWith("# ");
    assertThat(run.run()).contains("runs/");
  }

  @Test
  void theReferenceTellsTheDefaults() throws IOException {
    String reference = Files.readString(FOLDER.resolve("reference.yaml"));
    String required =
        """
        run: runs/reference
        data: {train: data/train, validation: data/validation}
        network: {architecture: resnet-50, input: 224x224x3}
        training: {epochs: 90, replicas: 8, batch-size: 32, learning-rate: 0.1}
        """;

    assertThat(RunConfigurationReader.read("reference", reference, List.of()))
        .isEqualTo(RunConfigurationReader.read("required", required, List.of()));
  }
}
