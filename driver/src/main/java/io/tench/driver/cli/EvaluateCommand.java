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
import io.tench.driver.spark.SparkEvaluator;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import io.tench.models.Metrics;
import io.tench.workers.ScoringSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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

  @Mixin private CheckpointArgument checkpoint;

  @Parameters(index = "1", paramLabel = "DATASET", description = "A folder of shards.")
  private String location;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Mixin private BackendOption backend;

  @Mixin private MasterOption master;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Checkpoint scored = checkpoint.open(storage).checkpoint();
    DataSet data = DataSets.open(storage, location, run(checkpoint.location()));
    List<Integer> classes = classes(data, scored.network().labels());
    ScoringSettings settings =
        ScoringSettings.of(backend.name(), scored.network()).onClasses(classes);
    try (JavaSparkContext spark = master.open("tench evaluate " + checkpoint, 1)) {
      EvaluationReport report =
          new SparkEvaluator(spark, new Jobs(spark), data, settings).evaluate(scored);
      // Those of the data set alone: the checkpoint may tell more apart.
      List<EvaluationReport.ClassScore> scores =
          classes.stream().sorted().map(report.classes()::get).toList();
      if (json) {
        spec.commandLine()
            .getOut()
            .println(json(scored, report.metrics(), scores).toPrettyString());
      } else {
        print(scored, report.metrics(), scores);
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

  /** The checkpoint's index of each class of the data set: by id, or as many by index. */
  private List<Integer> classes(DataSet data, LabelMap labels) {
    LabelMap found = data.manifest().labels();
    Optional<List<Integer>> byId = labels.indicesOf(found);
    if (byId.isEmpty() && found.size() != labels.size()) {
      throw new BadInputException(
          "The data set %s has %d classes, not all of them among the %d that the checkpoint tells apart: evaluate on data of the same classes."
              .formatted(location, found.size(), labels.size()));
    }
    return byId.orElseGet(
        () -> {
          spec.commandLine()
              .getErr()
              .println(
                  "The classes of %s have other names than the checkpoint's; they are taken by their index."
                      .formatted(location));
          return IntStream.range(0, labels.size()).boxed().toList();
        });
  }

  private void print(
      Checkpoint scored, Metrics metrics, List<EvaluationReport.ClassScore> classes) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        Wording.format(
            "Round %d on %d images: top-1 %s, top-5 %s, loss %.4f",
            scored.round(),
            metrics.samples(),
            Wording.percent(metrics.top1()),
            Wording.percent(metrics.top5()),
            metrics.loss()));
    out.println(" class   images   recall  precision  name");
    for (EvaluationReport.ClassScore one : classes) {
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

  private static ObjectNode json(
      Checkpoint scored, Metrics metrics, List<EvaluationReport.ClassScore> scores) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("round", scored.round())
        .put("samples", metrics.samples())
        .put("loss", metrics.loss())
        .put("top1", metrics.top1())
        .put("top5", metrics.top5());
    ArrayNode classes = node.putArray("classes");
    for (EvaluationReport.ClassScore one : scores) {
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
