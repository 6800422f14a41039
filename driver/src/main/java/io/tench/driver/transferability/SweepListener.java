package io.tench.driver.transferability;

import io.tench.driver.ProgressListener;

/** Hears how far a sweep is. */
public interface SweepListener {
  /** Hears nothing. */
  SweepListener NONE = new SweepListener() {};

  /**
   * A cell among the sweep's.
   *
   * @param number from 1
   */
  record Place(Cell cell, int number, int count) {}

  /** A cell is about to be trained; the answer hears of its rounds. */
  default ProgressListener cellStarted(Place place) {
    return ProgressListener.NONE;
  }

  /** A cell is done, now or by an earlier process. */
  default void cellFinished(Place place, CellResult result, boolean earlier) {}
}
