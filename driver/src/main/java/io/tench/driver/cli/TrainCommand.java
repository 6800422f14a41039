package io.tench.driver.cli;

import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.OnBadSample;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.driver.RunConfiguration;
import io.tench.driver.configuration.RunConfigurationReader;
import io.tench.driver.spark.SparkConnection;
import io.tench.driver.spark.TrainingRun;
import io.tench.models.transfer.FineTuning;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "train",
    description = "Trains a run, or goes on with it, and publishes its checkpoints.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private static final String SAMPLE = "conf/fashion-mnist.yaml";

  private final Storage storage = new HadoopStorage();
  private final String embedded;

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "CONF",
      description = "The run's YAML; without one, the embedded sample is trained.")
  private String file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Overrides a key of the YAML: --set training.epochs=3.")
  private List<String> overrides = List.of();

  @Option(
      names = "--master",
      paramLabel = "MASTER",
      description = "Spark's master; default: local[*].")
  private String master;

  /** For Picocli. */
  TrainCommand() {
    this(SAMPLE);
  }

  private TrainCommand(String embedded) {
    this.embedded = embedded;
  }

  /**
   * The command as another one gives it.
   *
   * @param file the YAML, or null for {@code embedded}
   * @param master null for the usual one
   */
  static TrainCommand of(
      CommandSpec spec, String embedded, String file, List<String> overrides, String master) {
    TrainCommand command = new TrainCommand(embedded);
    command.spec = spec;
    command.file = file;
    command.overrides = overrides;
    command.master = master;
    return command;
  }

  @Override
  public Integer call() throws IOException {
    RunConfiguration requested = configuration();
    String folder = requested.run();
    OnBadSample onBadSample = requested.faultTolerance().onBadSample();
    DataSet train = DataSets.open(storage, requested.data().train(), folder, onBadSample);
    DataSet validation = DataSets.open(storage, requested.data().validation(), folder, onBadSample);
    PrintWriter out = spec.commandLine().getOut();
    Listeners listeners =
        new Listeners(
            List.of(
                new MetricsLog(storage, folder),
                new RunProgress(Terminal.of(spec.commandLine().getErr())),
                new RunSummary(out, folder)));
    try (JavaSparkContext spark =
        SparkConnection.open(
            "tench train " + folder,
            Optional.ofNullable(master),
            requested.training().threadsPerReplica())) {
      TrainingRun run = new TrainingRun(spark, storage, requested, train, validation, listeners);
      Stop.during(
          run::train,
          () -> {
            Logging.hideCancelledTasks();
            run.stop();
          });
    }
    return 0;
  }

  /** With all locations absolute, so that they mean the same on every machine. */
  private RunConfiguration configuration() throws IOException {
    RunConfiguration read = read(storage, file, embedded, overrides);
    RunConfiguration located =
        read.withLocations(
            Locations.absolute(read.run()),
            new RunConfiguration.Data(
                Locations.absolute(read.data().train()),
                Locations.absolute(read.data().validation()),
                read.data().fingerprint()));
    FineTuning transfer = read.transfer();
    return transfer.fromScratch()
        ? located
        : located.withTransfer(
            transfer
                .from(Locations.absolute(transfer.fromCheckpoint()))
                .on(transfer.onFeatures() ? Locations.absolute(transfer.features()) : ""),
            read.network());
  }

  /**
   * Reads a configuration.
   *
   * @param file null for {@code embedded}
   */
  static RunConfiguration read(
      Storage storage, String file, String embedded, List<String> overrides) throws IOException {
    try (InputStream stream =
        file == null
            ? TrainCommand.class.getResourceAsStream("/" + embedded)
            : storage.read(Locations.absolute(file))) {
      String yaml = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
      return RunConfigurationReader.read(file == null ? embedded : file, yaml, overrides);
    } catch (FileNotFoundException missing) {
      throw new BadInputException(
          "There is no configuration file %s: check the path; conf/ has some to start from."
              .formatted(file),
          missing);
    }
  }
}
