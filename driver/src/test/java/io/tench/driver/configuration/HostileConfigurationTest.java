package io.tench.driver.configuration;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Fuzzing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mutations of YAML: each is read or refused. */
class HostileConfigurationTest {
  @Test
  void configurationsAreReadOrRefused() throws IOException {
    byte[] reference = Files.readAllBytes(Path.of("../conf/reference.yaml"));
    byte[] small = Files.readAllBytes(Path.of("../conf/fashion-mnist.yaml"));
    new Fuzzing("configurations", BadInputException.class)
        .run(
            List.of(reference, small),
            input -> {
              String yaml = new String(input, StandardCharsets.UTF_8);
              RunConfigurationReader.read("a.yaml", yaml, List.of());
            });
  }
}
