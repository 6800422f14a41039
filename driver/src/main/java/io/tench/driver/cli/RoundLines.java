package io.tench.driver.cli;

import io.tench.driver.EvaluationReport;
import io.tench.driver.ProgressListener;
import io.tench.driver.RoundReport;
import io.tench.models.Checkpoint;
import java.io.PrintWriter;
import java.time.Duration;

/** Plain lines for a log: every few seconds, and whenever something notable happens. */
final class RoundLines implements ProgressListener {
  private static final long INTERVAL = Duration.ofSeconds(5).toNanos();

  private final PrintWriter out;
  private Pace pace;
  private int epoch;
  private long next;

  RoundLines(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void started(Checkpoint start, int rounds) {
    pace = new Pace(start.round(), rounds);
    next = System.nanoTime() + INTERVAL;
  }

  @Override
  public void roundFinished(RoundReport report) {
    pace.add(report);
    epoch = report.plan().before().epoch();
    if (System.nanoTime() < next && pace.round() < pace.lastRound()) {
      return;
    }
    next = System.nanoTime() + INTERVAL;
    out.println(
        Wording.format(
            "round %d/%d  epoch %d  loss %.3f  accuracy %.1f%%  %s images/s  %s left",
            pace.round(),
            pace.lastRound(),
            epoch + 1,
            pace.loss(),
            100 * pace.accuracy(),
            Wording.rate(pace.imagesPerSecond()),
            Wording.time(pace.left())));
  }

  @Override
  public void evaluated(int round, EvaluationReport report) {
    out.println(evaluated(round, epoch, report));
  }

  @Override
  public void warned(String sentence) {
    out.println(sentence);
  }

  static String evaluated(int round, int epoch, EvaluationReport report) {
    return Wording.format(
        "epoch %d  round %d  validation: top-1 %s  top-5 %s  loss %.4f",
        epoch + 1,
        round,
        Wording.percent(report.metrics().top1()),
        Wording.percent(report.metrics().top5()),
        report.metrics().loss());
  }
}
