package io.tench.workers.torch;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * The running mean and variance of every batch norm that is not frozen: {@code running = decay *
 * running + (1 - decay) * batch}, with the biased variance, as DL4J has it. libtorch's forward pass
 * leaves the batch's mean and unbiased variance; all layers are then updated at once.
 */
@SuppressWarnings("try") // scopes and guards work by being open
final class RunningStatistics {
  private final Placement placement;
  private final long start;
  private final Tensor running;
  private final Tensor batch;
  private final Tensor decays;
  private final Tensor gains;
  private final FloatPointer batchMemory;
  private final List<OfLayer> layers = new ArrayList<>();
  private boolean stale = true;

  RunningStatistics(
      NativeLayout layout, NativeVector parameters, Placement placement, Owned owned) {
    this.placement = placement;
    start = layout.trained();
    long[] length = {layout.changing() - start};
    running = owned.keep(parameters.range(start, layout.changing()));
    batch = owned.keep(torch.zeros(length, placement.floats()));
    decays = owned.keep(torch.ones(length, placement.floats()));
    gains = owned.keep(torch.zeros(length, placement.floats()));
    batchMemory = batch.data_ptr_float();
  }

  /** Those of one layer, to be given to its operation. */
  OfLayer of(NativeSlice mean, NativeSlice variance, double decay, Owned owned) {
    OfLayer layer = new OfLayer(mean, variance, decay, owned);
    layers.add(layer);
    return layer;
  }

  /** Forgets the last batch. */
  void reset() {
    batch.zero_();
  }

  /** After a forward pass in training. */
  void update() {
    if (layers.isEmpty()) {
      return;
    }
    if (stale) {
      layers.forEach(OfLayer::setFactors);
      stale = false;
    }
    running.mul_(decays);
    running.addcmul_(batch, gains);
  }

  /** One batch norm's. */
  final class OfLayer {
    private final NativeSlice meanSlice;
    private final NativeSlice varianceSlice;
    private final double decay;
    private final TensorOptional batchMean;
    private final TensorOptional batchVariance;
    private long count;

    private OfLayer(NativeSlice mean, NativeSlice variance, double decay, Owned owned) {
      this.meanSlice = mean;
      this.varianceSlice = variance;
      this.decay = decay;
      this.batchMean = owned.keep(new TensorOptional(ofBatch(mean)));
      this.batchVariance = owned.keep(new TensorOptional(ofBatch(variance)));
    }

    private Tensor ofBatch(NativeSlice slice) {
      return torch.from_blob(
          batchMemory.getPointer(slice.offset() - start), slice.sizes(), placement.floats());
    }

    /** Where the forward pass leaves the batch's mean. */
    TensorOptional batchMean() {
      return batchMean;
    }

    /** Where the forward pass leaves the batch's unbiased variance. */
    TensorOptional batchVariance() {
      return batchVariance;
    }

    /** Says how many values of each channel the batch had. */
    void observed(long values) {
      stale |= values != count;
      count = values;
      if (values == 1) {
        try (PointerScope scope = new PointerScope()) {
          ofBatch(varianceSlice).zero_();
        }
      }
    }

    private void setFactors() {
      double biased = count == 1 ? 1 : (count - 1) / (double) count;
      set(decays, meanSlice, decay);
      set(decays, varianceSlice, decay);
      set(gains, meanSlice, 1 - decay);
      set(gains, varianceSlice, (1 - decay) * biased);
    }

    private void set(Tensor vector, NativeSlice slice, double value) {
      vector.narrow(0, slice.offset() - start, slice.sizes()[0]).fill_(new Scalar(value));
    }
  }
}
