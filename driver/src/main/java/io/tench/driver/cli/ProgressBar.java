package io.tench.driver.cli;

import io.tench.driver.EvaluationReport;
import io.tench.driver.ProgressListener;
import io.tench.driver.RoundPlan;
import io.tench.driver.RoundReport;
import io.tench.models.Checkpoint;
import java.io.PrintWriter;

/** One line of a terminal that is drawn again at each round; what has to stay moves above it. */
final class ProgressBar implements ProgressListener {
  private static final int BAR = 24;
  private static final String CLEAR = "\r\u001b[2K";

  private final PrintWriter terminal;
  private final int columns;
  private Pace pace;
  private int epoch;
  private String doing = "";

  ProgressBar(PrintWriter terminal, int columns) {
    this.terminal = terminal;
    this.columns = columns;
  }

  @Override
  public void started(Checkpoint start, int rounds) {
    pace = new Pace(start.round(), rounds);
    epoch = start.position().epoch();
    draw();
  }

  @Override
  public void roundStarted(RoundPlan plan) {
    epoch = plan.before().epoch();
    doing = "";
    draw();
  }

  @Override
  public void roundFinished(RoundReport report) {
    pace.add(report);
    doing = "";
    draw();
  }

  @Override
  public void evaluationStarted(int round) {
    doing = "  evaluating";
    draw();
  }

  @Override
  public void evaluated(int round, EvaluationReport report) {
    say(RoundLines.evaluated(round, epoch, report));
  }

  @Override
  public void publishing(int round) {
    doing = "  publishing";
    draw();
  }

  @Override
  public void warned(String sentence) {
    say(sentence);
  }

  @Override
  public void finished(Checkpoint last, boolean stopped) {
    terminal.print(CLEAR);
    terminal.flush();
  }

  private void say(String line) {
    terminal.println(CLEAR + line);
    draw();
  }

  private void draw() {
    int filled = (int) (BAR * pace.done());
    String bar = "━".repeat(filled) + "╌".repeat(BAR - filled);
    String line =
        Wording.format(
            "round %d/%d %s epoch %d  loss %.3f  accuracy %.1f%%  %s images/s  %s left%s",
            pace.round(),
            pace.lastRound(),
            bar,
            epoch + 1,
            pace.loss(),
            100 * pace.accuracy(),
            Wording.rate(pace.imagesPerSecond()),
            Wording.time(pace.left()),
            doing);
    terminal.print(CLEAR + line.substring(0, Math.min(line.length(), Math.max(columns - 1, 1))));
    terminal.flush();
  }
}
