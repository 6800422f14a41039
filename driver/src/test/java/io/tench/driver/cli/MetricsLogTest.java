package io.tench.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.driver.RoundPlan;
import io.tench.driver.RoundReport;
import io.tench.models.Metrics;
import io.tench.models.TrainingPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsLogTest {
  @TempDir private Path folder;

  private MetricsLog log() {
    return new MetricsLog(new HadoopStorage(), "file:" + folder.resolve("run"));
  }

  private static RoundReport report(int round) {
    Duration second = Duration.ofSeconds(1);
    return new RoundReport(
        new RoundPlan(
            new TrainingPosition(round - 1, 0, 0, 8L * (round - 1)),
            new TrainingPosition(round, 0, 0, 8L * round),
            0.1,
            List.of()),
        2.0 / round,
        0.1 * round,
        new RoundReport.Times(
            Duration.ofSeconds(2), second, second, second, second, second, second),
        round == 3 ? Optional.of(new Metrics(10, 0.25, 0.5, 1)) : Optional.empty());
  }

  private List<JsonNode> lines() throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("run/metrics.jsonl"))) {
      lines.add(new ObjectMapper().readTree(line));
    }
    return lines;
  }

  private List<Integer> rounds() throws IOException {
    return lines().stream().map(line -> line.get("round").asInt()).toList();
  }

  @Test
  void writesOneLineForEachRound() throws IOException {
    MetricsLog log = log();
    log.started(SmallCheckpoints.after(0), 3);
    for (int round = 1; round <= 3; round++) {
      log.roundFinished(report(round));
    }
    log.finished(SmallCheckpoints.after(3), false);

    assertThat(rounds()).containsExactly(1, 2, 3);
    JsonNode last = lines().get(2);
    assertThat(last.get("step").asInt()).isEqualTo(24);
    assertThat(last.get("learning_rate").asDouble()).isEqualTo(0.1);
    assertThat(last.at("/seconds/round").asDouble()).isEqualTo(2);
    assertThat(last.at("/validation/top1").asDouble()).isEqualTo(0.5);
    assertThat(lines().get(1).has("validation")).isFalse();
  }

  @Test
  void writesEverythingBeforeACheckpointIsPublished() throws IOException {
    MetricsLog log = log();
    log.started(SmallCheckpoints.after(0), 9);
    log.roundFinished(report(1));
    log.roundFinished(report(2));
    log.publishing(3);

    assertThat(rounds()).containsExactly(1, 2);
  }

  @Test
  void keepsEachRoundOnceWhenARunGoesOn() throws IOException {
    MetricsLog killed = log();
    killed.started(SmallCheckpoints.after(0), 9);
    for (int round = 1; round <= 5; round++) {
      killed.roundFinished(report(round));
    }
    killed.publishing(6);

    MetricsLog resumed = log();
    resumed.started(SmallCheckpoints.after(3), 6);
    resumed.roundFinished(report(4));
    resumed.finished(SmallCheckpoints.after(4), false);

    assertThat(rounds()).containsExactly(1, 2, 3, 4);
  }

  @Test
  void mendsTheLineThatAKillAtThePublicationLost() throws IOException {
    MetricsLog killed = log();
    killed.started(SmallCheckpoints.after(0), 9);
    killed.roundFinished(report(1));
    killed.publishing(2);
    Files.writeString(
        folder.resolve("run/metrics.jsonl"),
        Files.readString(folder.resolve("run/metrics.jsonl")) + "{\"round\": 2, half a li");

    MetricsLog resumed = log();
    resumed.started(SmallCheckpoints.after(2), 7);

    assertThat(rounds()).containsExactly(1, 2);
    assertThat(lines().get(1).get("loss").asDouble()).isEqualTo(0.5);
  }
}
