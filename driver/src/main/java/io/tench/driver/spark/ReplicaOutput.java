package io.tench.driver.spark;

import io.tench.workers.ReplicaResult;
import java.io.Serializable;

/** A replica's result on its way to the driver. */
record ReplicaOutput(ReplicaResult.Report report, TravellingState state) implements Serializable {
  ReplicaResult result() {
    return new ReplicaResult(report, state.parameters(), state.optimizer());
  }
}
