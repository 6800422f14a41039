package io.tench.driver;

import io.tench.models.Checkpoint;

/** Where rounds run. One round at a time. */
public interface Cluster {
  /**
   * Runs a round's replicas from a checkpoint and averages what they bring back. Equal arguments
   * give equal bits, whichever machines do the work.
   *
   * @throws InterruptedException if {@link #cancel} ended it
   * @throws io.tench.datasets.BadInputException if a replica met input that the caller can mend
   * @throws io.tench.workers.DivergenceException if a replica's training diverged
   * @throws RoundFailedException if a replica failed for good
   */
  RoundOutcome run(RoundPlan plan, Checkpoint start) throws InterruptedException;

  /** Ends the round that runs now, if any, and refuses further ones. From any thread. */
  void cancel();
}
