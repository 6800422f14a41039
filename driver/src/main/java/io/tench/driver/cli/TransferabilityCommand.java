package io.tench.driver.cli;

import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.OnBadSample;
import io.tench.datasets.Preprocessing;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.driver.RunConfiguration;
import io.tench.driver.checkpoint.SourceCheckpoint;
import io.tench.driver.configuration.RunConfigurationWriter;
import io.tench.driver.report.TransferabilityReport;
import io.tench.driver.spark.TrainingRun;
import io.tench.driver.transferability.CellResult;
import io.tench.driver.transferability.ImagesPerClass;
import io.tench.driver.transferability.Sweep;
import io.tench.driver.transferability.SweepSettings;
import io.tench.models.CheckpointFiles;
import io.tench.models.NetworkDescription;
import io.tench.models.transfer.Depths;
import io.tench.models.transfer.FineTuning;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "transferability",
    description =
        "Measures how much of a checkpoint's network is worth reusing on other data: by depth and"
            + " number of images, frozen and fine-tuned, beside from scratch.",
    mixinStandardHelpOptions = true)
final class TransferabilityCommand implements Callable<Integer> {
  private static final String NAME = "transferability";

  private final Storage storage = new HadoopStorage();

  @Spec private CommandSpec spec;

  @Mixin private CheckpointArgument checkpoint;

  @Parameters(
      index = "1",
      paramLabel = "DATASET",
      description = "A folder with train and val, as `tench ingest` makes it.")
  private String dataset;

  @Parameters(
      index = "2",
      paramLabel = "OUT",
      description = "A folder for the sweep; the same command goes on where it was left.")
  private String out;

  @Option(
      names = "--sizes",
      split = ",",
      defaultValue = "5,20,all",
      paramLabel = "IMAGES",
      description = "Images of each class, or all; default: ${DEFAULT-VALUE}.")
  private List<String> sizes;

  @Option(
      names = "--depths",
      split = ",",
      paramLabel = "LAYER",
      description = "Layers, blocks or stages to reuse the network up to; default: its stages.")
  private List<String> depths;

  @Option(
      names = "--seeds",
      split = ",",
      paramLabel = "SEED",
      description = "Of subsets, of what is drawn anew, and of the trainings; default: the YAML's.")
  private List<Long> seeds;

  @Mixin private FineTuningOptions options;

  @Mixin private MasterOption master;

  @Override
  public Integer call() throws IOException {
    SourceCheckpoint source = checkpoint.open(storage);
    NetworkDescription network = source.checkpoint().network();
    String folder = Locations.absolute(out);
    RunConfiguration configuration = configuration(network);
    OnBadSample onBadSample = configuration.faultTolerance().onBadSample();
    DataSet train = DataSets.open(storage, Storage.child(dataset, "train"), folder, onBadSample);
    DataSet validation = DataSets.open(storage, Storage.child(dataset, "val"), folder, onBadSample);
    SweepSettings settings = settings(source, configuration, train, validation);
    SweepProgress progress =
        new SweepProgress(Terminal.of(spec.commandLine().getErr()), settings.cells().size());
    try (JavaSparkContext spark =
        master.open(
            "tench transferability " + checkpoint, configuration.training().threadsPerReplica())) {
      Sweep sweep =
          new Sweep(
              storage,
              folder,
              settings,
              configuration,
              train,
              validation,
              (run, data, scored, listener) ->
                  new TrainingRun(spark, storage, run, data, scored, listener),
              progress);
      Stop.during(
          () -> {
            try {
              List<CellResult> results = sweep.run();
              progress.end();
              report(new TransferabilityReport(settings, network.architecture(), results), folder);
            } catch (IOException failure) {
              throw new UncheckedIOException(failure);
            }
          },
          () -> {
            Logging.hideCancelledTasks();
            sweep.stop();
          });
    }
    return 0;
  }

  /** Of a training on the whole data set. */
  private RunConfiguration configuration(NetworkDescription network) throws IOException {
    RunConfiguration read = options.read(storage, checkpoint, List.of());
    if (!read.transfer().equals(FineTuning.FROM_SCRATCH.from(checkpoint.toString()))) {
      throw new BadInputException(
          "The transfer section says what is reused, and a sweep tries that out itself: leave the section out.");
    }
    Preprocessing preprocessing = network.preprocessing();
    return read.network().equals(RunConfiguration.Model.OF_CHECKPOINT)
        ? read.withTransfer(
            read.transfer(),
            new RunConfiguration.Model(
                network.architecture(), preprocessing.shape(), preprocessing.resize()))
        : read;
  }

  private SweepSettings settings(
      SourceCheckpoint source, RunConfiguration configuration, DataSet train, DataSet validation)
      throws IOException {
    NetworkDescription network = source.checkpoint().network();
    RunConfiguration anywhere =
        configuration
            .withLocations("OUT/runs/…", new RunConfiguration.Data("DATASET/train", "DATASET/val"))
            .withTransfer(FineTuning.FROM_SCRATCH, configuration.network());
    try {
      return new SweepSettings(
          source.folder(),
          CheckpointFiles.fingerprint(storage, source.folder()),
          train.fingerprint(),
          validation.fingerprint(),
          depths == null ? Depths.ofStages(network) : Depths.named(network, depths, "--depths"),
          sizes.stream().map(ImagesPerClass::of).toList(),
          seeds == null ? List.of(configuration.seed()) : seeds,
          RunConfigurationWriter.resolvedYaml(anywhere));
    } catch (IllegalArgumentException wrong) {
      throw new BadInputException(
          "The sweep cannot be planned, because %s: change --depths, --sizes or --seeds."
              .formatted(wrong.getMessage()),
          wrong);
    }
  }

  /** Belongs to the work that a stop waits for. */
  private void report(TransferabilityReport report, String folder) throws IOException {
    PrintWriter lines = spec.commandLine().getOut();
    int done = report.results().size();
    int all = report.settings().cells().size();
    if (done > 0) {
      write(folder, ".json", report.json());
      write(folder, ".svg", report.svg());
      write(folder, ".html", report.html());
      report.table().forEach(lines::println);
      lines.println("Report: " + Locations.shown(Storage.child(folder, NAME + ".html")));
    }
    if (done < all) {
      lines.println(
          "Stopped after %d of %d trainings; the same command goes on from here."
              .formatted(done, all));
    }
  }

  private void write(String folder, String ending, String content) throws IOException {
    storage.replace(Storage.child(folder, NAME + ending), content.getBytes(StandardCharsets.UTF_8));
  }
}
