package io.tench.driver.spark;

import io.tench.datasets.DataSet;
import io.tench.datasets.SampleOrder;
import io.tench.driver.Averaging;
import io.tench.driver.Cluster;
import io.tench.driver.RoundOutcome;
import io.tench.driver.RoundPlan;
import io.tench.driver.RunConfiguration.InnerState;
import io.tench.models.Checkpoint;
import io.tench.workers.ReplicaResult;
import io.tench.workers.ReplicaTask;
import io.tench.workers.TrainingSettings;
import java.time.Duration;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Rounds on Spark: one job a round, one task a replica. Parameters go out by broadcast and come
 * back as task results; the driver averages them.
 */
public final class SparkCluster implements Cluster {
  private final JavaSparkContext spark;
  private final Jobs jobs;
  private final DataSet data;
  private final long seed;
  private final Averaging averaging;
  private final ShardHosts hosts;
  private final Broadcast<RunReplica.Constants> constants;

  public SparkCluster(
      JavaSparkContext spark,
      Jobs jobs,
      DataSet data,
      TrainingSettings settings,
      InnerState innerState,
      Averaging averaging) {
    this.spark = spark;
    this.jobs = jobs;
    this.data = data;
    this.seed = settings.seed();
    this.averaging = averaging;
    this.hosts = new ShardHosts(data);
    this.constants = spark.broadcast(new RunReplica.Constants(data, settings, innerState));
  }

  @Override
  public RoundOutcome run(RoundPlan plan, Checkpoint start) throws InterruptedException {
    try (SharedState state = SharedState.of(spark, start.parameters(), start.inner())) {
      List<ReplicaResult> results =
          jobs
              .run(
                  "Round " + plan.round(),
                  located(plan),
                  new RunReplica(constants, state.broadcast()))
              .stream()
              .map(ReplicaOutput::result)
              .toList();
      long begun = System.nanoTime();
      Averaging.Average average = averaging.of(results);
      return new RoundOutcome(
          average.parameters(),
          average.inner(),
          results.stream().map(ReplicaResult::report).toList(),
          Duration.ofNanos(System.nanoTime() - begun));
    }
  }

  private List<Jobs.Located<ReplicaTask>> located(RoundPlan plan) {
    SampleOrder order = new SampleOrder(data.manifest(), seed, plan.before().epoch());
    return plan.tasks().stream()
        .map(
            task ->
                new Jobs.Located<>(
                    task, hosts.of(order.slices(task.samples().from(), task.samples().to()))))
        .toList();
  }

  @Override
  public void cancel() {
    jobs.cancel();
  }
}
