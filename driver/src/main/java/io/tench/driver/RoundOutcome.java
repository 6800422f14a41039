package io.tench.driver;

import io.tench.datasets.Skipped;
import io.tench.models.OptimizerState;
import io.tench.workers.ReplicaResult;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** What the replicas of a round came to: their average, and what each of them saw. */
public final class RoundOutcome {
  private final float[] average;
  private final OptimizerState inner;
  private final List<ReplicaResult.Report> reports;
  private final Duration averaging;

  /**
   * An outcome of these parts; the arrays are not copied.
   *
   * @param reports in replica order
   * @param averaging time that the average took
   */
  public RoundOutcome(
      float[] average,
      OptimizerState inner,
      List<ReplicaResult.Report> reports,
      Duration averaging) {
    this.average = average;
    this.inner = inner;
    this.reports = List.copyOf(reports);
    this.averaging = averaging;
  }

  /** The replicas' average, as DL4J's flat vector. */
  public float[] average() {
    return average;
  }

  /** The inner optimizers' state for the next round. */
  public OptimizerState inner() {
    return inner;
  }

  public List<ReplicaResult.Report> reports() {
    return reports;
  }

  public Duration averaging() {
    return averaging;
  }

  /** Samples that the round trained on. */
  public long samples() {
    return reports.stream().mapToLong(ReplicaResult.Report::samples).sum();
  }

  /** Samples of the round that were left out. */
  public Skipped skipped() {
    return Skipped.of(reports.stream().map(ReplicaResult.Report::skipped).toList());
  }

  /** Mean loss over the round's samples, each seen by a replica in training; 0 without any. */
  public double loss() {
    double sum = reports.stream().mapToDouble(ReplicaResult.Report::loss).sum();
    return sum / Math.max(1, samples());
  }

  /** Part of the round's samples whose best class was right, 0..1. */
  public double accuracy() {
    double sum = reports.stream().mapToLong(ReplicaResult.Report::correct).sum();
    return sum / Math.max(1, samples());
  }

  /** The report of the replica that took longest. */
  public ReplicaResult.Report slowest() {
    return Collections.max(reports, Comparator.comparing(ReplicaResult.Report::total));
  }
}
