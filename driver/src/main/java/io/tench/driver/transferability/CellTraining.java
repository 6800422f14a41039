package io.tench.driver.transferability;

import io.tench.datasets.DataSet;
import io.tench.driver.ProgressListener;
import io.tench.driver.RunConfiguration;
import io.tench.models.Checkpoint;

/** A run of a cell, which may have been begun before. */
public interface CellTraining {
  /** Trains to the end, or to a stop; see {@code Trainer.train}. */
  Checkpoint train();

  /** Asks for an early end, from any thread. */
  void stop();

  /** Makes runs. */
  @FunctionalInterface
  interface Factory {
    CellTraining of(
        RunConfiguration configuration,
        DataSet train,
        DataSet validation,
        ProgressListener listener);
  }
}
