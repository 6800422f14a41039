package io.tench.driver.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.driver.checkpoint.CheckpointStore;
import io.tench.driver.checkpoint.PublishedCheckpoint;
import io.tench.models.CheckpointSummary;
import io.tench.models.Metrics;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "checkpoints",
    description = "Lists a run's checkpoints and verifies every byte of them.",
    mixinStandardHelpOptions = true)
final class CheckpointsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "RUN", description = "The run's folder.")
  private String run;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Override
  public Integer call() {
    CheckpointStore store =
        new CheckpointStore(
            new HadoopStorage(), Locations.absolute(run), 1, spec.commandLine().getErr()::println);
    List<PublishedCheckpoint> published = store.list();
    if (published.isEmpty()) {
      throw new BadInputException(
          "There is no checkpoint in %s: name a folder that `tench train` writes to."
              .formatted(run));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ArrayNode array = new ObjectMapper().createArrayNode();
      published.forEach(checkpoint -> array.add(json(checkpoint)));
      out.println(array.toPrettyString());
    } else {
      out.println("   round   epoch     loss   top-1      bytes");
      published.forEach(checkpoint -> out.println(line(checkpoint)));
    }
    return published.stream().allMatch(checkpoint -> checkpoint.problem().isEmpty())
        ? 0
        : Main.FAILED;
  }

  private static String line(PublishedCheckpoint checkpoint) {
    if (checkpoint.content().isEmpty()) {
      return Wording.format("%8d  %s", checkpoint.round(), checkpoint.problem().orElse("unread"));
    }
    CheckpointSummary content = checkpoint.content().get();
    Optional<Metrics> validation = content.report().validation();
    return Wording.format(
        "%8d  %6d  %7.4f  %6s  %9s  verified",
        checkpoint.round(),
        content.position().epoch(),
        content.report().trainingLoss(),
        validation.map(metrics -> Wording.percent(metrics.top1())).orElse("-"),
        Wording.bytes(content.bytes()));
  }

  private static ObjectNode json(PublishedCheckpoint checkpoint) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("round", checkpoint.round()).put("folder", checkpoint.folder());
    node.put("verified", checkpoint.problem().isEmpty());
    checkpoint.problem().ifPresent(problem -> node.put("problem", problem));
    checkpoint
        .content()
        .ifPresent(
            content -> {
              node.put("epoch", content.position().epoch())
                  .put("step", content.position().step())
                  .put("loss", content.report().trainingLoss())
                  .put("accuracy", content.report().trainingAccuracy())
                  .put("bytes", content.bytes());
              content.report().validation().ifPresent(metrics -> addTo(node, metrics));
            });
    return node;
  }

  private static void addTo(ObjectNode node, Metrics metrics) {
    node.putObject("validation")
        .put("samples", metrics.samples())
        .put("loss", metrics.loss())
        .put("top1", metrics.top1())
        .put("top5", metrics.top5());
  }
}
