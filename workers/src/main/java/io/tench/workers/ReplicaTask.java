package io.tench.workers;

import io.tench.datasets.SampleRange;
import java.io.Serializable;

/**
 * One replica's work in one round: all that its result depends on, besides the data set, the
 * training settings and the parameters that the round starts from.
 *
 * @param round counted from 1
 * @param firstStep the global step of the first mini-batch, for the learning rate
 * @param samples the replica's slice of the epoch, in order; its last batch may be incomplete
 * @param seed {@code Seed.of(runSeed, round, replica)}, of dropout
 * @param rateFactor by which the learning rate is multiplied: below 1 where the round diverged
 *     before
 */
public record ReplicaTask(
    int round, int replica, long firstStep, SampleRange samples, long seed, double rateFactor)
    implements Serializable {
  /** A task at the learning rate as it is. */
  public ReplicaTask(int round, int replica, long firstStep, SampleRange samples, long seed) {
    this(round, replica, firstStep, samples, seed, 1);
  }

  /** The same with its learning rate multiplied by {@code factor} once more. */
  public ReplicaTask slower(double factor) {
    return new ReplicaTask(round, replica, firstStep, samples, seed, rateFactor * factor);
  }
}
