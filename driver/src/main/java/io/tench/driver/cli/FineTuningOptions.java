package io.tench.driver.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.tench.datasets.storage.Storage;
import io.tench.driver.RunConfiguration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The configuration of a training that begins with a checkpoint. */
final class FineTuningOptions {
  private static final String EMBEDDED = "conf/fine-tune.yaml";

  @Option(
      names = "--conf",
      paramLabel = "CONF",
      description = "The YAML for all the rest; default: the one that comes with Tench.")
  private String file;

  @Mixin private OverridesOption overrides;

  /**
   * Reads it.
   *
   * @param keys that the command itself sets
   */
  RunConfiguration read(Storage storage, CheckpointArgument checkpoint, List<String> keys)
      throws IOException {
    List<String> all = new ArrayList<>();
    all.add("transfer.from-checkpoint=" + quoted(checkpoint));
    all.addAll(keys);
    return overrides.read(storage, file, EMBEDDED, all);
  }

  /** As YAML reads it back, whatever it holds. */
  static String quoted(Object value) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value.toString())) + '"';
  }
}
