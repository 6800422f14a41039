package io.tench.driver;

import io.tench.models.TrainingPosition;
import io.tench.workers.ReplicaTask;
import java.util.List;

/**
 * One round, before it runs: all that its result depends on, besides the state it starts from.
 *
 * @param before where the run is
 * @param after where the round takes it
 * @param learningRate at the round's first step
 * @param tasks one for each replica that has samples, in replica order
 */
public record RoundPlan(
    TrainingPosition before, TrainingPosition after, double learningRate, List<ReplicaTask> tasks) {
  public RoundPlan {
    tasks = List.copyOf(tasks);
  }

  /** The round's number, counted from 1. */
  public int round() {
    return after.round();
  }

  /** The same round with its learning rate times {@code factor}. */
  RoundPlan slower(double factor) {
    return new RoundPlan(
        before,
        after,
        learningRate * factor,
        tasks.stream().map(task -> task.slower(factor)).toList());
  }

  /** Samples of all replicas. */
  public long samples() {
    return tasks.stream().mapToLong(task -> task.samples().size()).sum();
  }

  /** Global steps: the mini-batches of the replica that has most. */
  public long steps() {
    return after.step() - before.step();
  }
}
