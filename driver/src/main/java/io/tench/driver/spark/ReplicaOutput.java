package io.tench.driver.spark;

import io.tench.driver.Slice;
import io.tench.driver.compression.CompressedResult;
import io.tench.driver.compression.ResultCodec;
import io.tench.workers.ReplicaResult;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;

/** A replica's result, or a slice of it, on its way to the average. */
sealed interface ReplicaOutput extends Serializable {
  /** A slice of this, which is whole. */
  ReplicaOutput part(Slice slice);

  /** The result that arrived. */
  ReplicaResult result();

  /** As it is. */
  record Plain(ReplicaResult.Report report, TravellingState state) implements ReplicaOutput {
    @Override
    public ReplicaOutput part(Slice slice) {
      return new Plain(report, state.part(slice));
    }

    @Override
    public ReplicaResult result() {
      return new ReplicaResult(report, state.parameters(), state.optimizer());
    }
  }

  /**
   * Shortened.
   *
   * @param start of the round, which is there wherever results arrive
   */
  record Compressed(
      ResultCodec codec, CompressedResult compressed, Broadcast<TravellingState> start)
      implements ReplicaOutput {
    @Override
    public ReplicaOutput part(Slice slice) {
      return new Compressed(codec, codec.part(compressed, slice), start);
    }

    @Override
    public ReplicaResult result() {
      return codec.restore(compressed, start.value().parameters());
    }
  }
}
