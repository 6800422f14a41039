package io.tench.driver.cli;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.UnreachableStorageException;
import io.tench.driver.RoundFailedException;
import io.tench.driver.TakenOverException;
import io.tench.driver.Version;
import io.tench.driver.cli.bench.BenchCommand;
import io.tench.workers.DivergenceException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program. Bad input is one sentence on the error stream and exit code 2; what is not the
 * user's fault is one sentence and exit code 1.
 */
@Command(
    name = "tench",
    description = "Trains image networks on Spark and publishes them.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionLine.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      TrainCommand.class,
      FineTuneCommand.class,
      IngestCommand.class,
      EvaluateCommand.class,
      FeaturesCommand.class,
      TransferabilityCommand.class,
      PredictCommand.class,
      CheckpointsCommand.class,
      ExportCommand.class,
      ImportCommand.class,
      BenchCommand.class
    })
public final class Main {
  static final int FAILED = 1;
  static final int BAD_INPUT = 2;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Say everything, with stack traces.")
  private boolean debug;

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
    PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
    int code = run(out, err, arguments);
    // YARN takes an early exit of its driver for a failure, whatever the code.
    if (code != 0 || !"cluster".equals(System.getProperty("spark.submit.deployMode"))) {
      System.exit(code);
    }
  }

  /** Runs one command in this process; what it says goes to the writers. */
  static int run(PrintWriter out, PrintWriter err, String... arguments) {
    Main main = new Main();
    CommandLine commands =
        new CommandLine(main)
            .setOut(out)
            .setErr(err)
            .setExpandAtFiles(false)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(Main::refuse)
            .setExecutionExceptionHandler(
                (failure, command, parsed) -> main.explain(failure, command));
    commands.setExecutionStrategy(
        parsed -> {
          Logging.configure(main.debug);
          try {
            return new CommandLine.RunLast().execute(parsed);
          } catch (Error failure) {
            // A library that does not load, or no more memory: Picocli would let it through.
            CommandLine command = parsed.asCommandLineList().get(0);
            throw new CommandLine.ExecutionException(command, failure.toString(), failure);
          }
        });
    return commands.execute(arguments);
  }

  private static int refuse(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    List<String> meant =
        failure instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String hint = meant.isEmpty() ? "" : ", did you mean %s?".formatted(meant.get(0));
    command
        .getErr()
        .println(
            "%s%s; `%s --help` shows what there is."
                .formatted(
                    failure.getMessage().replaceFirst("\\.$", ""),
                    hint,
                    command.getCommandSpec().qualifiedName()));
    return BAD_INPUT;
  }

  private int explain(Exception failure, CommandLine command) {
    PrintWriter err = command.getErr();
    if (debug) {
      failure.printStackTrace(err);
    }
    if (failure instanceof BadInputException || failure instanceof UnreachableStorageException) {
      err.println(failure.getMessage());
      return BAD_INPUT;
    }
    if (failure instanceof TakenOverException) {
      err.println(failure.getMessage());
      return FAILED;
    }
    String sentence =
        failure instanceof RoundFailedException || failure instanceof DivergenceException
            ? failure.getMessage()
            : "Unexpected failure: " + cause(failure);
    err.println(debug ? sentence : sentence + " (--debug shows the stack trace.)");
    return FAILED;
  }

  private static Throwable cause(Exception failure) {
    return failure instanceof CommandLine.ExecutionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** What {@code --version} prints. */
  static final class VersionLine implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"Tench " + Version.current()};
    }
  }
}
