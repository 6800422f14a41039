package io.tench.driver.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.LabelMap;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.driver.EvaluationReport;
import io.tench.driver.spark.Jobs;
import io.tench.driver.spark.SparkConnection;
import io.tench.driver.spark.SparkEvaluator;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import io.tench.workers.Backends;
import io.tench.workers.ScoringSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "evaluate",
    description = "Scores a checkpoint on a data set: top-1, top-5, loss, and each class.",
    mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
  private final Storage storage = new HadoopStorage();

  @Spec private CommandSpec spec;

  @Parameters(
      index = "0",
      paramLabel = "CHECKPOINT",
      description = "A checkpoint's folder, or a run's: then its newest checkpoint.")
  private String checkpoint;

  @Parameters(index = "1", paramLabel = "DATASET", description = "A folder of shards.")
  private String location;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--backend",
      defaultValue = Backends.AUTO,
      paramLabel = "BACKEND",
      description = "auto, nd4j or torch; default: ${DEFAULT-VALUE}.")
  private String backend;

  @Option(
      names = "--master",
      paramLabel = "MASTER",
      description = "Spark's master; default: local[*].")
  private String master;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Checkpoint scored = Checkpoints.open(storage, checkpoint, spec.commandLine().getErr()::println);
    DataSet data = DataSets.open(storage, location, run(Locations.absolute(checkpoint)));
    requireSameClasses(data, scored.network().labels());
    ScoringSettings settings = ScoringSettings.of(backend, scored.network());
    try (JavaSparkContext spark =
        SparkConnection.open("tench evaluate " + checkpoint, Optional.ofNullable(master), 1)) {
      EvaluationReport report =
          new SparkEvaluator(spark, new Jobs(spark), data, settings).evaluate(scored);
      if (json) {
        spec.commandLine().getOut().println(json(scored, report).toPrettyString());
      } else {
        print(scored, report);
      }
    }
    return 0;
  }

  /** The folder of the run, which may be written to, unlike a checkpoint's. */
  private static String run(String folder) {
    int slash = folder.lastIndexOf('/');
    return CheckpointFiles.round(folder.substring(slash + 1)).isPresent()
        ? folder.substring(0, slash)
        : folder;
  }

  private void requireSameClasses(DataSet data, LabelMap labels) {
    LabelMap found = data.manifest().labels();
    if (found.size() != labels.size()) {
      throw new BadInputException(
          "The data set %s has %d classes and the checkpoint tells %d apart: evaluate on data of the same classes."
              .formatted(location, found.size(), labels.size()));
    }
    if (!found.equals(labels)) {
      spec.commandLine()
          .getErr()
          .println(
              "The classes of %s have other names than the checkpoint's; they are taken by their index."
                  .formatted(location));
    }
  }

  private void print(Checkpoint scored, EvaluationReport report) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        Wording.format(
            "Round %d on %d images: top-1 %s, top-5 %s, loss %.4f",
            scored.round(),
            report.metrics().samples(),
            Wording.percent(report.metrics().top1()),
            Wording.percent(report.metrics().top5()),
            report.metrics().loss()));
    out.println(" class   images   recall  precision  name");
    for (EvaluationReport.ClassScore one : report.classes()) {
      out.println(
          Wording.format(
              "%6d  %7d  %7s    %7s  %s",
              one.index(),
              one.samples(),
              Wording.percent(one.recall()),
              Wording.percent(one.precision()),
              scored.network().labels().get(one.index()).name()));
    }
  }

  private static ObjectNode json(Checkpoint scored, EvaluationReport report) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("round", scored.round())
        .put("samples", report.metrics().samples())
        .put("loss", report.metrics().loss())
        .put("top1", report.metrics().top1())
        .put("top5", report.metrics().top5());
    ArrayNode classes = node.putArray("classes");
    for (EvaluationReport.ClassScore one : report.classes()) {
      classes
          .addObject()
          .put("index", one.index())
          .put("id", scored.network().labels().get(one.index()).id())
          .put("name", scored.network().labels().get(one.index()).name())
          .put("samples", one.samples())
          .put("recall", one.recall())
          .put("precision", one.precision());
    }
    return node;
  }
}
