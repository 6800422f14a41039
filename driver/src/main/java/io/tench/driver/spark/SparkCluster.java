package io.tench.driver.spark;

import io.tench.datasets.DataSet;
import io.tench.datasets.SampleOrder;
import io.tench.driver.Averaging;
import io.tench.driver.Cluster;
import io.tench.driver.RoundOutcome;
import io.tench.driver.RoundPlan;
import io.tench.driver.RunConfiguration.InnerState;
import io.tench.driver.compression.Compression;
import io.tench.models.Checkpoint;
import io.tench.models.ParameterLayout;
import io.tench.workers.ReplicaTask;
import io.tench.workers.TrainingSettings;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/**
 * Rounds on Spark: one job a round, one task a replica. Parameters go out by broadcast, of which
 * all tasks in an executor share one copy; they come back to the driver, or through Spark's shuffle
 * to tasks that average a slice each.
 */
public final class SparkCluster implements Cluster {
  private final JavaSparkContext spark;
  private final Jobs jobs;
  private final DataSet data;
  private final long seed;
  private final long resultBytes;
  private final Averaging averaging;
  private final ShardHosts hosts;
  private final Broadcast<RunReplica.Constants> constants;
  private final LongAccumulator steps;

  public SparkCluster(
      JavaSparkContext spark,
      Jobs jobs,
      DataSet data,
      TrainingSettings settings,
      InnerState innerState,
      Compression compression,
      ParameterLayout layout) {
    this.spark = spark;
    this.jobs = jobs;
    this.data = data;
    this.seed = settings.seed();
    int vectors = innerState == InnerState.RESET ? 0 : settings.network().optimizer().vectors();
    this.resultBytes = compression.bytes(layout.length(), vectors);
    this.averaging = new Averaging(layout, innerState);
    this.hosts = new ShardHosts(data);
    this.steps = spark.sc().longAccumulator(JobWatch.STEPS);
    this.constants =
        spark.broadcast(
            new RunReplica.Constants(
                data, settings, innerState, compression.codec(layout).orElse(null)));
  }

  @Override
  public RoundOutcome run(RoundPlan plan, Checkpoint start) throws InterruptedException {
    try (SharedState state = SharedState.of(spark, start.parameters(), start.inner())) {
      return reduction(plan)
          .run(
              "Round " + plan.round(),
              jobs.distribute(located(plan))
                  .map(new RunReplica(constants, state.broadcast(), steps)));
    }
  }

  private Reduction reduction(RoundPlan plan) {
    int slices =
        spark.isLocal()
            ? 1 // the driver shares the replicas' memory
            : Slicing.count(plan.tasks().size(), resultBytes, spark.defaultParallelism());
    return slices == 1
        ? new DirectReduction(jobs, averaging)
        : new SlicedReduction(jobs, averaging, slices);
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
