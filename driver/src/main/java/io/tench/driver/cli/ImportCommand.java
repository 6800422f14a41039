package io.tench.driver.cli;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import io.tench.datasets.source.ImageNetClasses;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.driver.checkpoint.CheckpointStore;
import io.tench.driver.checkpoint.CommitOutcome;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import io.tench.models.exchange.Import;
import io.tench.models.exchange.ImportSettings;
import io.tench.models.exchange.LabelFile;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "import",
    description = "Makes a checkpoint of a network that other software trained.",
    mixinStandardHelpOptions = true)
final class ImportCommand implements Callable<Integer> {
  private static final String IMAGENET = "imagenet";
  private static final Pattern SHAPE = Pattern.compile("([13])x(\\d{1,4})x(\\d{1,4})");

  private final Storage storage = new HadoopStorage();

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "FILE",
      description = "Safetensors, ONNX, DL4J's zip or Keras's .h5.")
  private String file;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "The folder of a run, in which the checkpoint becomes round 0.")
  private String out;

  @Option(
      names = "--architecture",
      paramLabel = "NAME",
      description = "The network it is, such as resnet-50; a file that Tench exported says it.")
  private String architecture;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description =
          "Its classes, a line each, in the order of its output; or imagenet: the 1000 of"
              + " ILSVRC2012. A file that Tench exported says them.")
  private String labels;

  @Option(
      names = "--input",
      paramLabel = "CxHxW",
      description = "Its input, such as 3x224x224; default: its architecture's usual one.")
  private String input;

  @Option(
      names = "--resize",
      paramLabel = "PIXELS",
      description =
          "An image's shorter side before the crop; default: the crop's by 8/7, or its own for Keras's files.")
  private Integer resize;

  @Option(
      names = "--mean",
      split = ",",
      paramLabel = "MEAN",
      description = "Of each channel, of values 0..1; default: ImageNet's.")
  private List<Double> mean;

  @Option(
      names = "--deviation",
      split = ",",
      paramLabel = "DEVIATION",
      description = "Of each channel, of values 0..1; default: ImageNet's.")
  private List<Double> deviation;

  @Override
  public Integer call() throws IOException {
    String run = Locations.absolute(out);
    if (!CheckpointFiles.rounds(storage, run).isEmpty()) {
      throw new BadInputException(
          "%s already holds checkpoints: name another folder.".formatted(out));
    }
    Checkpoint imported = Import.read(storage, Locations.absolute(file), settings());
    CommitOutcome outcome =
        new CheckpointStore(storage, run, 1, spec.commandLine().getErr()::println).commit(imported);
    if (!(outcome instanceof CommitOutcome.Committed committed)) {
      spec.commandLine().getErr().println(outcome.sentence());
      return Main.FAILED;
    }
    spec.commandLine()
        .getOut()
        .println(
            "%s: %s, %d classes, %d parameters"
                .formatted(
                    Locations.shown(committed.folder()),
                    imported.network().architecture(),
                    imported.network().labels().size(),
                    imported.network().layout().trainable()));
    return 0;
  }

  private ImportSettings settings() throws IOException {
    return new ImportSettings(
        Optional.ofNullable(architecture),
        labels(),
        shape(),
        resize == null ? OptionalInt.empty() : OptionalInt.of(resize),
        channels());
  }

  private Optional<LabelMap> labels() throws IOException {
    if (labels == null) {
      return Optional.empty();
    }
    return Optional.of(
        labels.equals(IMAGENET)
            ? ImageNetClasses.labels()
            : LabelFile.read(storage, Locations.absolute(labels)));
  }

  private Optional<ImageShape> shape() {
    if (input == null) {
      return Optional.empty();
    }
    Matcher matcher = SHAPE.matcher(input);
    try {
      if (matcher.matches()) {
        return Optional.of(
            new ImageShape(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3))));
      }
    } catch (IllegalArgumentException zero) {
      // Refused below, as what is written otherwise.
    }
    throw new BadInputException(
        "--input must be channels (1 or 3), height and width, such as 3x224x224, was \"%s\"."
            .formatted(input));
  }

  private Optional<ChannelStatistics> channels() {
    if (mean == null && deviation == null) {
      return Optional.empty();
    }
    try {
      if (mean != null && deviation != null) {
        return Optional.of(new ChannelStatistics(mean, deviation));
      }
    } catch (IllegalArgumentException wrong) {
      throw new BadInputException(
          "--mean and --deviation do not fit: %s.".formatted(wrong.getMessage()), wrong);
    }
    throw new BadInputException("--mean and --deviation go together: give both, or neither.");
  }
}
