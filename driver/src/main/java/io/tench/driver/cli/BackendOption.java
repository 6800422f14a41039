package io.tench.driver.cli;

import io.tench.workers.Backends;
import picocli.CommandLine.Option;

/** The engine that computes a network. */
public final class BackendOption {
  @Option(
      names = "--backend",
      defaultValue = Backends.AUTO,
      paramLabel = "BACKEND",
      description = "auto, nd4j or torch; default: ${DEFAULT-VALUE}.")
  private String name;

  /** As it was given; {@link Backends#named} opens it. */
  public String name() {
    return name;
  }
}
