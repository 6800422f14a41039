package io.tench.driver.cli;

import io.tench.driver.ProgressListener;
import io.tench.driver.RoundReport;
import io.tench.driver.transferability.CellResult;
import io.tench.driver.transferability.SweepListener;
import io.tench.models.Checkpoint;
import java.time.Duration;

/** Shows how far a sweep is: a line for each cell, and the state of the one that is trained. */
final class SweepProgress implements SweepListener {
  private final Terminal terminal;
  private final int cells;
  private long begun;
  private double trained;

  /** The progress of a sweep of so many cells. */
  SweepProgress(Terminal terminal, int cells) {
    this.terminal = terminal;
    this.cells = cells;
  }

  @Override
  public ProgressListener cellStarted(Place place) {
    begun = begun == 0 ? System.nanoTime() : begun;
    return new CellProgress(place);
  }

  @Override
  public void cellFinished(Place place, CellResult result, boolean earlier) {
    trained += earlier ? 0 : 1;
    terminal.say(
        "%d/%d  %s: top-1 %s%s"
            .formatted(
                place.number(),
                place.count(),
                place.cell().described(),
                Wording.percent(result.validation().top1()),
                earlier ? " (done before)" : ""));
  }

  /** The sweep has ended, or was stopped. */
  void end() {
    terminal.clear();
  }

  /** At the pace of this process so far, which has begun cell {@code number}. */
  private Duration left(int number, double ofCell) {
    double done = trained + ofCell;
    double rest = cells - number + 1 - ofCell;
    return Duration.ofNanos((long) ((System.nanoTime() - begun) / done * rest));
  }

  /** The rounds of one cell. */
  private final class CellProgress implements ProgressListener {
    private final Place place;
    private Pace pace = new Pace(0, 0);

    CellProgress(Place place) {
      this.place = place;
    }

    @Override
    public void started(Checkpoint start, int rounds) {
      pace = new Pace(start.round(), rounds);
    }

    @Override
    public void roundFinished(RoundReport report) {
      pace.add(report);
      terminal.status(
          Wording.format(
              "%d/%d  %s  round %d/%d  loss %.3f  %s images/s  %s left",
              place.number(),
              place.count(),
              place.cell().described(),
              pace.round(),
              pace.lastRound(),
              pace.loss(),
              Wording.rate(pace.imagesPerSecond()),
              Wording.time(left(place.number(), pace.done()))));
    }

    @Override
    public void warned(String sentence) {
      terminal.say(sentence);
    }
  }
}
