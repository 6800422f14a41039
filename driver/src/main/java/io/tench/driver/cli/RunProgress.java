package io.tench.driver.cli;

import io.tench.driver.EvaluationReport;
import io.tench.driver.ProgressListener;
import io.tench.driver.RoundPlan;
import io.tench.driver.RoundReport;
import io.tench.models.Checkpoint;

/** Shows how far a run is: a bar on a terminal, else a line now and then. */
final class RunProgress implements ProgressListener {
  private static final int WIDEST_BAR = 24;

  private final Terminal terminal;
  private Pace pace;
  private int epoch;

  RunProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void started(Checkpoint start, int rounds) {
    pace = new Pace(start.round(), rounds);
    epoch = start.position().epoch();
    terminal.status(line(""));
  }

  @Override
  public void roundStarted(RoundPlan plan) {
    epoch = plan.before().epoch();
  }

  @Override
  public void roundFinished(RoundReport report) {
    pace.add(report);
    terminal.status(line(""));
  }

  @Override
  public void evaluationStarted(int round) {
    terminal.status(line("  evaluating"));
  }

  @Override
  public void evaluated(int round, EvaluationReport report) {
    terminal.say(
        Wording.format(
            "epoch %d  round %d  validation: top-1 %s  top-5 %s  loss %.4f",
            epoch + 1,
            round,
            Wording.percent(report.metrics().top1()),
            Wording.percent(report.metrics().top5()),
            report.metrics().loss()));
  }

  @Override
  public void warned(String sentence) {
    terminal.say(sentence);
  }

  @Override
  public void finished(Checkpoint last, boolean stopped) {
    terminal.clear();
  }

  private String line(String doing) {
    String round = Wording.format("round %d/%d", pace.round(), pace.lastRound());
    String state =
        Wording.format(
            "epoch %d  loss %.3f  accuracy %.1f%%  %s images/s  %s left%s",
            epoch + 1,
            pace.loss(),
            100 * pace.accuracy(),
            Wording.rate(pace.imagesPerSecond()),
            Wording.time(pace.left()),
            doing);
    return round
        + " "
        + bar(terminal.columns() - round.length() - state.length() - 3)
        + " "
        + state;
  }

  /** Of this width, unless there is more room than it needs or none at all. */
  private String bar(int room) {
    int width = Math.max(0, Math.min(room, WIDEST_BAR));
    int filled = (int) (width * pace.done());
    return "━".repeat(filled) + "╌".repeat(width - filled);
  }
}
