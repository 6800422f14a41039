package io.tench.driver;

import io.tench.models.Checkpoint;
import io.tench.models.Metrics;
import io.tench.workers.ReplicaResult;
import java.time.Duration;
import java.util.Optional;

/**
 * One round, after it ran.
 *
 * @param loss mean over the round's samples, in training
 * @param accuracy part of the round's samples that were right, in training, 0..1
 * @param skipped samples that were left out
 * @param validation where the round was evaluated
 */
public record RoundReport(
    RoundPlan plan,
    double loss,
    double accuracy,
    Times times,
    long skipped,
    Optional<Metrics> validation) {
  /** Of a round that left nothing out. */
  public RoundReport(
      RoundPlan plan, double loss, double accuracy, Times times, Optional<Metrics> validation) {
    this(plan, loss, accuracy, times, 0, validation);
  }

  static RoundReport of(
      RoundPlan plan,
      RoundOutcome outcome,
      Checkpoint checkpoint,
      Duration round,
      Duration evaluating,
      Duration publishing) {
    ReplicaResult.Report slowest = outcome.slowest();
    return new RoundReport(
        plan,
        outcome.loss(),
        outcome.accuracy(),
        new Times(
            round,
            slowest.waiting(),
            slowest.computing(),
            outcome.averaging(),
            round.minus(slowest.total()),
            evaluating,
            publishing),
        outcome.skipped().count(),
        evaluating.isZero() ? Optional.empty() : checkpoint.report().validation());
  }

  /**
   * Where the time went.
   *
   * @param round from the plan to the new checkpoint in memory
   * @param waiting for decoded images, of the slowest replica
   * @param computing in the backend, of the slowest replica
   * @param averaging of parameters and optimizer states
   * @param machinery the round's time less the slowest replica's own: scheduling, transport, the
   *     average and the outer step
   * @param evaluating the validation data, where due
   * @param publishing time that the round waited for an earlier checkpoint to be published, where
   *     one is due
   */
  public record Times(
      Duration round,
      Duration waiting,
      Duration computing,
      Duration averaging,
      Duration machinery,
      Duration evaluating,
      Duration publishing) {
    /** The rest of the slowest replica's time: its network, parameters in, and out again. */
    public Duration settingUp() {
      return round.minus(machinery).minus(waiting).minus(computing);
    }
  }
}
