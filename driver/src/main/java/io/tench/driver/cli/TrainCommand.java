package io.tench.driver.cli;

import io.tench.datasets.DataSet;
import io.tench.datasets.OnBadSample;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.driver.RunConfiguration;
import io.tench.driver.spark.TrainingRun;
import io.tench.models.transfer.FineTuning;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "train",
    description = "Trains a run, or goes on with it, and publishes its checkpoints.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private static final String SAMPLE = "conf/fashion-mnist.yaml";

  private final Storage storage = new HadoopStorage();

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "CONF",
      description = "The run's YAML; without one, the embedded sample is trained.")
  private String file;

  @Mixin private OverridesOption overrides;

  @Mixin private MasterOption master;

  @Override
  public Integer call() throws IOException {
    train(spec, storage, overrides.read(storage, file, SAMPLE, List.of()), master);
    return 0;
  }

  /** Trains, and shows and records how it goes. */
  static void train(CommandSpec spec, Storage storage, RunConfiguration read, MasterOption master)
      throws IOException {
    RunConfiguration requested = located(read);
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
        master.open("tench train " + folder, requested.training().threadsPerReplica())) {
      TrainingRun run = new TrainingRun(spark, storage, requested, train, validation, listeners);
      Stop.during(
          run::train,
          () -> {
            Logging.hideCancelledTasks();
            run.stop();
          });
    }
  }

  /** With all locations absolute, so that they mean the same on every machine. */
  private static RunConfiguration located(RunConfiguration read) {
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
}
