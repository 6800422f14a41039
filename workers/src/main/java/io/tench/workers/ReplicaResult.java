package io.tench.workers;

import io.tench.datasets.Skipped;
import io.tench.models.OptimizerState;
import java.io.Serializable;
import java.time.Duration;

/**
 * What a replica brings back from a round: its parameters, its optimizer's state, and what it saw.
 * The arrays are not copied.
 */
public final class ReplicaResult {
  private final Report report;
  private final float[] parameters;
  private final OptimizerState state;

  public ReplicaResult(Report report, float[] parameters, OptimizerState state) {
    this.report = report;
    this.parameters = parameters;
    this.state = state;
  }

  /**
   * The small part of a result.
   *
   * @param samples trained on; the replica's weight in the average
   * @param steps taken
   * @param loss summed over samples
   * @param correct images whose best class was right
   * @param waiting for decoded images
   * @param computing in the backend
   * @param total from the task's start to its end
   * @param skipped samples that were left out
   */
  public record Report(
      int replica,
      long samples,
      int steps,
      double loss,
      long correct,
      Duration waiting,
      Duration computing,
      Duration total,
      Skipped skipped)
      implements Serializable {
    /** Of a replica that left nothing out. */
    public Report(
        int replica,
        long samples,
        int steps,
        double loss,
        long correct,
        Duration waiting,
        Duration computing,
        Duration total) {
      this(replica, samples, steps, loss, correct, waiting, computing, total, Skipped.NONE);
    }
  }

  public Report report() {
    return report;
  }

  /** DL4J's flat vector after the last step. */
  public float[] parameters() {
    return parameters;
  }

  public OptimizerState state() {
    return state;
  }
}
