package io.tench.workers.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.ConvolutionMode;

/**
 * The padding of a window over images: explicit, or TensorFlow's "same", where the output is {@code
 * ceil(input / stride)} and an odd padding has its larger half at the bottom and right.
 */
final class Padding {
  private final boolean same;
  private final long[] explicit;
  private final long[] extent;
  private final long[] stride;

  /** The padding at one size of the input, in pixels. */
  record Sides(long top, long bottom, long left, long right) {
    boolean symmetric() {
      return top == bottom && left == right;
    }

    /** {@code [height, width]}, of symmetric padding. */
    long[] both() {
      return new long[] {top, left};
    }
  }

  private Padding(boolean same, long[] explicit, long[] extent, long[] stride) {
    this.same = same;
    this.explicit = explicit;
    this.extent = extent;
    this.stride = stride;
  }

  static Padding of(
      Site site, ConvolutionMode mode, int[] padding, int[] kernel, int[] stride, int[] dilation) {
    site.require(mode != ConvolutionMode.Causal, "convolution mode Causal");
    long[] extent = {
      1 + (long) dilation[0] * (kernel[0] - 1), 1 + (long) dilation[1] * (kernel[1] - 1)
    };
    return new Padding(
        mode == ConvolutionMode.Same, Site.longs(padding), extent, Site.longs(stride));
  }

  Sides at(Tensor input) {
    if (!same) {
      return new Sides(explicit[0], explicit[0], explicit[1], explicit[1]);
    }
    long vertical = total(0, input.size(2));
    long horizontal = total(1, input.size(3));
    return new Sides(
        vertical / 2, vertical - vertical / 2, horizontal / 2, horizontal - horizontal / 2);
  }

  private long total(int axis, long size) {
    long output = (size + stride[axis] - 1) / stride[axis];
    return Math.max(0, (output - 1) * stride[axis] + extent[axis] - size);
  }

  static Tensor padded(Tensor input, Sides sides, double value) {
    return torch.constant_pad_nd(
        input,
        new long[] {sides.left(), sides.right(), sides.top(), sides.bottom()},
        new Scalar(value));
  }
}
