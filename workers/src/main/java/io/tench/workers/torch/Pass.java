package io.tench.workers.torch;

import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;

/**
 * What distinguishes one run through the network from another.
 *
 * @param training batch norm by the batch's statistics, dropout on
 * @param dropout where dropout draws from in training
 * @param bfloat16 whether convolutions and dense layers multiply in it; what they give stays so
 */
record Pass(boolean training, GeneratorOptional dropout, boolean bfloat16) {
  /** As in inference. */
  Pass inInference() {
    return new Pass(false, dropout, bfloat16);
  }

  /** A tensor as it is multiplied. */
  Tensor factor(Tensor tensor) {
    return bfloat16 ? tensor.to(torch.ScalarType.BFloat16) : tensor;
  }

  TensorOptional factor(TensorOptional tensor) {
    return bfloat16 && tensor.has_value() ? new TensorOptional(factor(tensor.get())) : tensor;
  }
}
