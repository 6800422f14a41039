package io.tench.driver.compression;

import io.tench.datasets.Seed;
import io.tench.driver.Slice;
import io.tench.models.OptimizerState;
import io.tench.workers.ReplicaResult;
import java.io.Serializable;

/**
 * Shortens a replica's result: of its parameters, only what the round changed in them, which bears
 * rounding as the parameters would not. Pure: equal results and seeds give equal bits.
 */
public final class ResultCodec implements Serializable {
  private static final long serialVersionUID = 1L;

  private final VectorCodec changes;
  private final VectorCodec optimizer = new Bfloat16Codec();

  ResultCodec(VectorCodec changes) {
    this.changes = changes;
  }

  /**
   * The result, shortened.
   *
   * @param start the parameters at the start of the round
   * @param seed of the replica in this round
   */
  public CompressedResult compress(ReplicaResult result, float[] start, long seed) {
    float[] change = new float[start.length];
    for (int i = 0; i < change.length; i++) {
      change[i] = result.parameters()[i] - start[i];
    }
    // Not the seed itself: dropout draws from it.
    byte[] encoded = changes.encode(change, Seed.of(seed, change.length));
    return new CompressedResult(
        result.report(),
        new Slice(0, start.length),
        encoded,
        result.state().vectors().stream().map(vector -> optimizer.encode(vector, 0)).toList(),
        result.state().steps());
  }

  /** A slice of what {@link #compress} gave. */
  public CompressedResult part(CompressedResult whole, Slice slice) {
    return new CompressedResult(
        whole.report(),
        slice,
        changes.cut(whole.change(), slice),
        whole.vectors().stream().map(vector -> optimizer.cut(vector, slice)).toList(),
        whole.steps());
  }

  /**
   * The result, or the slice of it, as its average takes it.
   *
   * @param start the whole parameters at the start of the round
   */
  public ReplicaResult restore(CompressedResult compressed, float[] start) {
    Slice slice = compressed.slice();
    float[] parameters = changes.decode(compressed.change(), slice);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += start[slice.from() + i];
    }
    return new ReplicaResult(
        compressed.report(),
        parameters,
        new OptimizerState(
            compressed.vectors().stream().map(vector -> optimizer.decode(vector, slice)).toList(),
            compressed.steps()));
  }
}
