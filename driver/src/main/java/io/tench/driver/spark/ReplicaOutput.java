package io.tench.driver.spark;

import io.tench.driver.Slice;
import io.tench.workers.ReplicaResult;
import java.io.Serializable;

/** A replica's result on its way to the driver. */
record ReplicaOutput(ReplicaResult.Report report, TravellingState state) implements Serializable {
  /** The same of a slice. */
  ReplicaOutput part(Slice slice) {
    return new ReplicaOutput(report, state.part(slice));
  }

  ReplicaResult result() {
    return new ReplicaResult(report, state.parameters(), state.optimizer());
  }
}
