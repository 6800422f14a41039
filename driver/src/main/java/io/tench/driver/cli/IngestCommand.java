package io.tench.driver.cli;

import io.tench.datasets.BadInputException;
import io.tench.datasets.source.SourceFormat;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.driver.spark.Ingest;
import io.tench.driver.spark.IngestProgress;
import io.tench.driver.spark.IngestReport;
import io.tench.driver.spark.IngestSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "ingest",
    description = "Makes shuffled shards of images: OUT/train and, where there is one, OUT/val.",
    mixinStandardHelpOptions = true)
final class IngestCommand implements Callable<Integer> {
  private static final Pattern SIZE =
      Pattern.compile("(\\d+) *(B|KB|MB|GB|)", Pattern.CASE_INSENSITIVE);

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "SOURCE",
      description = "A folder or tar of images, or of one of the other formats.")
  private String source;

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "A folder that train and val are made in.")
  private String out;

  @Option(
      names = "--format",
      defaultValue = "auto",
      paramLabel = "FORMAT",
      description = "auto, imagenet, folder, cifar, idx or parquet; default: ${DEFAULT-VALUE}.")
  private String format;

  @Option(
      names = "--resize",
      defaultValue = "0",
      paramLabel = "PIXELS",
      description =
          "Scale larger images down to this shorter side; default: keep them as they are.")
  private int resize;

  @Option(
      names = "--shard-size",
      defaultValue = "96MB",
      paramLabel = "SIZE",
      description = "About the size of a shard; default: ${DEFAULT-VALUE}.")
  private String shardSize;

  @Option(
      names = "--val-fraction",
      defaultValue = "0.1",
      paramLabel = "PART",
      description =
          "Part of each class held out where the source has no validation images; default:"
              + " ${DEFAULT-VALUE}.")
  private double validationFraction;

  @Option(
      names = "--seed",
      defaultValue = "1",
      paramLabel = "SEED",
      description = "Of the shuffle and the hold-out; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Mixin private MasterOption master;

  @Override
  public Integer call() throws IOException {
    IngestSettings settings = settings();
    PrintWriter err = spec.commandLine().getErr();
    Terminal terminal = Terminal.of(err);
    IngestProgress progress = (stage, done, total) -> terminal.status(status(stage, done, total));
    try (JavaSparkContext spark = master.open("tench ingest " + source, 1)) {
      IngestReport report = Ingest.run(spark, new HadoopStorage(), settings, progress);
      terminal.clear();
      print(report);
    }
    return 0;
  }

  private IngestSettings settings() {
    try {
      return new IngestSettings(
          Locations.absolute(source),
          Locations.absolute(out),
          SourceFormat.named(format.toLowerCase(Locale.ROOT)),
          resize,
          bytes(shardSize),
          validationFraction,
          seed);
    } catch (IllegalArgumentException wrong) {
      throw new BadInputException("--" + wrong.getMessage() + ".", wrong);
    }
  }

  /** {@code 96MB} and the like, in powers of 1024 as HDFS counts its blocks. */
  private static long bytes(String size) {
    Matcher matcher = SIZE.matcher(size);
    if (!matcher.matches() || matcher.group(1).length() > 9) {
      throw new BadInputException(
          "--shard-size must be a size such as 96MB, was \"%s\".".formatted(size));
    }
    int power = "BKMG".indexOf((matcher.group(2) + "B").toUpperCase(Locale.ROOT).charAt(0));
    return Long.parseLong(matcher.group(1)) << (10 * power);
  }

  private static String status(IngestProgress.Stage stage, long done, long total) {
    String what = stage == IngestProgress.Stage.CHECK ? "images read" : "images written";
    return total < 0 ? done + " " + what : done + "/" + total + " " + what;
  }

  private void print(IngestReport report) {
    PrintWriter printer = spec.commandLine().getOut();
    printer.println(
        "%s source, %d classes, in %s:"
            .formatted(report.format(), report.classes(), Wording.time(report.duration())));
    print(report.train());
    report.validation().ifPresent(this::print);
    long rejected =
        report.train().rejected()
            + report.validation().map(IngestReport.Split::rejected).orElse(0L);
    if (rejected > 0) {
      printer.println(
          "%d images could not be decoded; _rejected says which and why.".formatted(rejected));
    }
    printer.println(
        "Try next: ./tench train CONF.yaml --set data.train=%s%s"
            .formatted(
                Locations.shown(report.train().location()),
                report
                    .validation()
                    .map(split -> " --set data.validation=" + Locations.shown(split.location()))
                    .orElse("")));
  }

  private void print(IngestReport.Split split) {
    spec.commandLine()
        .getOut()
        .println(
            "  %s: %d images in %d shards, %s"
                .formatted(
                    Locations.shown(split.location()),
                    split.images(),
                    split.shards(),
                    Wording.bytes(split.bytes())));
  }
}
