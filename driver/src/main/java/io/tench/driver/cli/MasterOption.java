package io.tench.driver.cli;

import io.tench.driver.spark.SparkConnection;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Option;

/** Where a command's jobs run. */
public final class MasterOption {
  @Option(
      names = "--master",
      paramLabel = "MASTER",
      description = "Spark's master; default: local[*].")
  private String master;

  /** As {@link SparkConnection#open}. */
  public JavaSparkContext open(String name, int threads) {
    return SparkConnection.open(name, Optional.ofNullable(master), threads);
  }
}
