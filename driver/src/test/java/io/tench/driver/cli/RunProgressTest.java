package io.tench.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.driver.EvaluationReport;
import io.tench.driver.RoundPlan;
import io.tench.driver.RoundReport;
import io.tench.models.Metrics;
import io.tench.models.TrainingPosition;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunProgressTest {
  private final StringWriter written = new StringWriter();

  private static RoundReport report(int round) {
    return new RoundReport(
        new RoundPlan(
            new TrainingPosition(round - 1, 1, 0, 0),
            new TrainingPosition(round, 1, 0, 0),
            0.1,
            List.of()),
        0.5,
        0.8125,
        new RoundReport.Times(
            Duration.ofSeconds(2),
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofMillis(50),
            Duration.ofMillis(300),
            Duration.ZERO,
            Duration.ofSeconds(1)),
        Optional.empty());
  }

  private String drawn(int columns) {
    RunProgress progress = new RunProgress(new Terminal(new PrintWriter(written, true), columns));
    progress.started(SmallCheckpoints.after(0), 20);
    for (int round = 1; round <= 10; round++) {
      progress.roundStarted(report(round).plan());
      progress.roundFinished(report(round));
    }
    progress.evaluated(10, new EvaluationReport(new Metrics(100, 0.25, 0.9125, 0.99), List.of()));
    return written.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 80, 120})
  void keepsToOneLineOfTheTerminal(int columns) {
    for (String line : drawn(columns).split("\r\u001b\\[2K|\n", -1)) {
      if (line.startsWith("round")) {
        assertThat(line.length()).as(line).isLessThan(columns);
      }
    }
  }

  @Test
  void drawsABarHalfwayThrough() {
    assertThat(drawn(120))
        .contains("round 10/20 " + "━".repeat(12) + "╌".repeat(12) + " epoch 2  loss 0.500")
        .contains("accuracy 81.3%");
  }

  @Test
  void leavesTheEvaluationAboveTheBar() {
    assertThat(drawn(120))
        .contains(
            "\r\u001b[2Kepoch 2  round 10  validation: top-1 91.25%  top-5 99.00%  loss 0.2500\n");
  }

  @Test
  void writesPlainLinesWhereThereIsNoTerminal() {
    assertThat(drawn(0))
        .isEqualTo("epoch 2  round 10  validation: top-1 91.25%  top-5 99.00%  loss 0.2500\n");
  }

  @Test
  void summarisesWhereTheTimeWent() {
    RunSummary summary = new RunSummary(new PrintWriter(written, true), "file:/x/run");
    summary.started(SmallCheckpoints.after(0), 2);
    summary.roundFinished(report(1));
    summary.roundFinished(report(2));
    summary.finished(SmallCheckpoints.after(2), false);

    assertThat(written.toString().lines())
        .anyMatch(line -> line.matches(" +waiting for decoded images +0\\.2 s .*"))
        .anyMatch(line -> line.matches(" +computing +2\\.0 s .*"))
        .anyMatch(line -> line.matches(" +setting networks up +1\\.2 s .*"))
        .anyMatch(line -> line.matches(" +machinery besides +0\\.5 s .*"))
        .contains("Checkpoint: /x/run/round-000002")
        .contains("Try next: ./tench predict /x/run/round-000002 IMAGE...");
  }
}
