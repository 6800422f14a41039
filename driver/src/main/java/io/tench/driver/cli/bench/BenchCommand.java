package io.tench.driver.cli.bench;

import io.tench.driver.cli.Wording;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** All parts at their smallest, or one of them in detail. */
@Command(
    name = "bench",
    description = {
      "Measures this machine: the training step by backend, the input pipeline, a round.",
      "Ratios are of things that were measured in turns. docs/performance.md has results."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "[PART]",
    subcommands = {StepBench.class, InputBench.class, RoundBench.class})
public final class BenchCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        Wording.format(
            "%d cores, load %.1f, %s, Java %s",
            Runtime.getRuntime().availableProcessors(),
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
            System.getProperty("os.arch"),
            Runtime.version()));
    for (CommandLine part : spec.subcommands().values()) {
      int code = part.execute();
      if (code != 0) {
        return code;
      }
    }
    return 0;
  }
}
