package io.tench.driver.cli;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import io.tench.driver.RunConfiguration;
import io.tench.driver.configuration.RunConfigurationReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** What the command line says otherwise than a run's YAML. */
final class OverridesOption {
  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the YAML: --set training.epochs=3.")
  private List<String> overrides = List.of();

  /**
   * Reads a configuration; the user's overrides have the last word.
   *
   * @param file null for {@code embedded}
   * @param keys that the command itself sets
   */
  RunConfiguration read(Storage storage, String file, String embedded, List<String> keys)
      throws IOException {
    try (InputStream stream =
        file == null
            ? OverridesOption.class.getResourceAsStream("/" + embedded)
            : storage.read(Locations.absolute(file))) {
      String yaml = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      List<String> all = new ArrayList<>(keys);
      all.addAll(overrides);
      return RunConfigurationReader.read(file == null ? embedded : file, yaml, all);
    } catch (FileNotFoundException missing) {
      throw new BadInputException(
          "There is no configuration file %s: check the path; conf/ has some to start from."
              .formatted(file),
          missing);
    }
  }
}
