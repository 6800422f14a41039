package io.tench.models;

import java.io.Serializable;

/**
 * How far a run has come; all that its schedules and its data order depend on.
 *
 * @param round rounds done
 * @param epoch the epoch that the next round reads from, counted from 0
 * @param sample the next round's first position in that epoch
 * @param step global steps done: steps of one replica since the start of the run
 */
public record TrainingPosition(int round, int epoch, long sample, long step)
    implements Serializable {
  public static final TrainingPosition START = new TrainingPosition(0, 0, 0, 0);
}
