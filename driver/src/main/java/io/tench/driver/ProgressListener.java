package io.tench.driver;

import io.tench.driver.preflight.Preflight;
import io.tench.models.Checkpoint;

/**
 * Hears of a run's progress, on the thread that trains; of {@link #publishing} and {@link #warned}
 * perhaps on the one that publishes.
 */
public interface ProgressListener {
  /** Hears nothing. */
  ProgressListener NONE = new ProgressListener() {};

  /** The run was held against what the executors have; if it does not fit, it ends here. */
  default void checked(Preflight preflight) {}

  /**
   * The run is about to train.
   *
   * @param start what it goes on from: round 0 in a new run
   * @param rounds that follow, up to the run's end
   */
  default void started(Checkpoint start, int rounds) {}

  default void roundStarted(RoundPlan plan) {}

  /** A round is done, and evaluated where due; then it is published, where that is due. */
  default void roundFinished(RoundReport report) {}

  /** The validation data is about to be scored. */
  default void evaluationStarted(int round) {}

  default void evaluated(int round, EvaluationReport report) {}

  /** A checkpoint is about to be published; all that belongs before it should be on disk. */
  default void publishing(int round) {}

  /** A checkpoint is committed; the training may be some rounds further. */
  default void published(int round, String folder) {}

  /** Something that the user should know of, in one sentence; the run goes on. */
  default void warned(String sentence) {}

  /**
   * The run has ended without a failure.
   *
   * @param last of its checkpoints, published
   * @param stopped true if a stop was asked for before the end
   */
  default void finished(Checkpoint last, boolean stopped) {}
}
