package io.tench.driver.spark;

import io.tench.datasets.DataSet;
import io.tench.driver.RunConfiguration.InnerState;
import io.tench.driver.compression.ResultCodec;
import io.tench.models.OptimizerState;
import io.tench.workers.Replica;
import io.tench.workers.ReplicaResult;
import io.tench.workers.ReplicaTask;
import io.tench.workers.TrainingSettings;
import java.io.IOException;
import java.io.Serializable;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.LongAccumulator;

/** A replica's task, on an executor. */
record RunReplica(
    Broadcast<Constants> constants, Broadcast<TravellingState> start, LongAccumulator steps)
    implements Function<ReplicaTask, ReplicaOutput> {

  /**
   * What is the same in every round.
   *
   * @param codec what shortens results; null where they travel as they are
   */
  record Constants(
      DataSet data, TrainingSettings settings, InnerState innerState, ResultCodec codec)
      implements Serializable {}

  @Override
  public ReplicaOutput call(ReplicaTask task) throws IOException {
    Constants same = constants.value();
    TravellingState from = start.value();
    ReplicaResult result =
        Replica.run(
            task,
            from.parameters(),
            from.optimizer(),
            same.data(),
            same.settings(),
            () -> steps.add(1));
    OptimizerState kept =
        same.innerState() == InnerState.RESET ? OptimizerState.NONE : result.state();
    if (same.codec() == null) {
      return new ReplicaOutput.Plain(
          result.report(), new TravellingState(from.exchange(), result.parameters(), kept));
    }
    return new ReplicaOutput.Compressed(
        same.codec(),
        same.codec()
            .compress(
                new ReplicaResult(result.report(), result.parameters(), kept),
                from.parameters(),
                task.seed()),
        start);
  }
}
