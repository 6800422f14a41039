package io.tench.driver;

import io.tench.datasets.Seed;
import io.tench.models.Checkpoint;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.workers.ReplicaResult;
import io.tench.workers.ReplicaTask;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;

/** A cluster whose replicas add noise that is seeded by their task. */
final class PureCluster implements Cluster {
  private final Averaging averaging;
  private final IntConsumer before;
  private volatile boolean cancelled;

  /**
   * A cluster.
   *
   * @param before is told each round's number before it runs
   */
  PureCluster(ParameterLayout layout, IntConsumer before) {
    this.averaging = new Averaging(layout, RunConfiguration.InnerState.AVERAGE);
    this.before = before;
  }

  @Override
  public RoundOutcome run(RoundPlan plan, Checkpoint start) throws InterruptedException {
    before.accept(plan.round());
    if (cancelled) {
      throw new InterruptedException();
    }
    List<ReplicaResult> results = plan.tasks().stream().map(task -> result(task, start)).toList();
    Averaging.Average average = averaging.of(results);
    return new RoundOutcome(
        average.parameters(),
        average.inner(),
        results.stream().map(ReplicaResult::report).toList(),
        Duration.ZERO);
  }

  @Override
  public void cancel() {
    cancelled = true;
  }

  private static ReplicaResult result(ReplicaTask task, Checkpoint start) {
    Random random = new Random(Seed.of(task.seed(), task.samples().from(), task.firstStep()));
    float[] parameters = start.parameters().clone();
    float[] momentum =
        start.inner().vectors().isEmpty()
            ? new float[parameters.length]
            : start.inner().vectors().get(0).clone();
    for (int index = 0; index < parameters.length; index++) {
      momentum[index] = 0.9f * momentum[index] + random.nextFloat() - 0.5f;
      parameters[index] -= 0.1f * momentum[index];
    }
    Duration time = Duration.ofMillis(1);
    return new ReplicaResult(
        new ReplicaResult.Report(task.replica(), task.samples().size(), 2, 1, 1, time, time, time),
        parameters,
        new OptimizerState(List.of(momentum), start.inner().steps() + 2));
  }
}
