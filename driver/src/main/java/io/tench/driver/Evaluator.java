package io.tench.driver;

import io.tench.models.Checkpoint;

/** Scores a network on a data set. Equal checkpoints give equal metrics. */
public interface Evaluator {
  /**
   * The scores of a checkpoint's network.
   *
   * @throws InterruptedException if the cluster was cancelled meanwhile
   */
  EvaluationReport evaluate(Checkpoint checkpoint) throws InterruptedException;
}
