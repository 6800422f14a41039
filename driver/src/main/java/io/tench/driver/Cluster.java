package io.tench.driver;

import io.tench.models.Checkpoint;
import java.util.function.UnaryOperator;

/**
 * Where rounds run. One round at a time.
 *
 * <p>A cluster that trains a part of the network wants checkpoints of that part alone, so that the
 * rest need not travel and be copied in every round.
 */
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

  /** What the rounds start from: of a checkpoint's vectors, those that this cluster trains. */
  default Checkpoint trained(Checkpoint whole) {
    return whole;
  }

  /**
   * The inverse of {@link #trained}, for what comes of the rounds.
   *
   * @param start a whole checkpoint of the run, which has what is not trained
   */
  default UnaryOperator<Checkpoint> whole(Checkpoint start) {
    return UnaryOperator.identity();
  }

  /** Ends the round that runs now, if any, and refuses further ones. From any thread. */
  void cancel();
}
