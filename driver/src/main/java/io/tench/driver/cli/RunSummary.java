package io.tench.driver.cli;

import io.tench.driver.ProgressListener;
import io.tench.driver.RoundReport;
import io.tench.driver.preflight.Preflight;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a run came to, where its time went, and what to do next. */
final class RunSummary implements ProgressListener {
  private final PrintWriter out;
  private final String run;
  private final Map<String, Duration> times = new LinkedHashMap<>();
  private final long begun = System.nanoTime();
  private int rounds;
  private long samples;
  private Duration training = Duration.ZERO;

  /** A summary of the run in this folder. */
  RunSummary(PrintWriter out, String run) {
    this.out = out;
    this.run = run;
  }

  @Override
  public void checked(Preflight preflight) {
    preflight.table().forEach(out::println);
  }

  @Override
  public void started(Checkpoint start, int roundsLeft) {
    if (roundsLeft == 0) {
      out.println(
          "The run in %s is complete; set run to another folder to train anew."
              .formatted(Locations.shown(run)));
    } else if (start.round() > 0) {
      out.println("Goes on from round %d of %s.".formatted(start.round(), Locations.shown(run)));
    }
  }

  @Override
  public void roundFinished(RoundReport report) {
    RoundReport.Times part = report.times();
    rounds++;
    samples += report.plan().samples();
    training = training.plus(part.round());
    add("waiting for decoded images", part.waiting());
    add("computing", part.computing());
    add("setting networks up", part.settingUp());
    add("averaging", part.averaging());
    add("machinery besides", part.machinery().minus(part.averaging()));
    add("evaluating", part.evaluating());
    add("waiting for a checkpoint", part.publishing());
  }

  @Override
  public void finished(Checkpoint last, boolean stopped) {
    Duration whole = Duration.ofNanos(System.nanoTime() - begun);
    if (rounds > 0) {
      out.println(
          "%d rounds, %d images in %s: %s images/s in training."
              .formatted(
                  rounds,
                  samples,
                  Wording.time(whole),
                  Wording.rate(samples / (training.toNanos() / 1e9))));
      out.println("Where the time went:");
      times.forEach((name, time) -> line(name, time, whole));
      Duration told = times.values().stream().reduce(Duration.ZERO, Duration::plus);
      line("starting, and the rest", whole.minus(told), whole);
    }
    last.report()
        .validation()
        .ifPresent(
            metrics ->
                out.println(
                    "Validation: top-1 %s, top-5 %s, loss %.4f on %d images."
                        .formatted(
                            Wording.percent(metrics.top1()),
                            Wording.percent(metrics.top5()),
                            metrics.loss(),
                            metrics.samples())));
    String folder = Locations.shown(CheckpointFiles.folder(run, last.round()));
    out.println("Checkpoint: " + folder);
    out.println(
        stopped
            ? "Stopped before the end; the same command goes on from here."
            : "Try next: ./tench predict %s IMAGE...".formatted(folder));
  }

  private void add(String name, Duration time) {
    times.merge(name, time, Duration::plus);
  }

  private void line(String name, Duration time, Duration whole) {
    out.println(
        Wording.format(
            "  %-27s %8.1f s  %4.1f%%",
            name, time.toNanos() / 1e9, 100.0 * time.toNanos() / Math.max(1, whole.toNanos())));
  }
}
