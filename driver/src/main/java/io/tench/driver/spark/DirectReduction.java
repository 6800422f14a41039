package io.tench.driver.spark;

import io.tench.driver.Averaging;
import io.tench.driver.RoundOutcome;
import io.tench.workers.ReplicaResult;
import java.time.Duration;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;

/** The driver takes all results and averages them. */
record DirectReduction(Jobs jobs, Averaging averaging) implements Reduction {
  @Override
  public RoundOutcome run(String what, JavaRDD<ReplicaOutput> replicas)
      throws InterruptedException {
    List<ReplicaResult> results =
        jobs.run(what, replicas).stream().map(ReplicaOutput::result).toList();
    long begun = System.nanoTime();
    Averaging.Average average = averaging.of(results);
    return new RoundOutcome(
        average.parameters(),
        average.inner(),
        results.stream().map(ReplicaResult::report).toList(),
        Duration.ofNanos(System.nanoTime() - begun));
  }
}
