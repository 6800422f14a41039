package io.tench.workers.torch;

import java.util.Arrays;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;

/** Pooling over windows and over whole images. */
final class Poolings {
  private static final long[] NONE = {0, 0};

  private Poolings() {}

  static Operation windowed(Site site) {
    SubsamplingLayer layer = site.as(SubsamplingLayer.class);
    site.requireChannelsFirst(layer.getCnn2dDataFormat());
    long[] kernel = Site.longs(layer.getKernelSize());
    long[] stride = Site.longs(layer.getStride());
    long[] dilation = Site.longs(layer.getDilation());
    Padding padding =
        Padding.of(
            site,
            layer.getConvolutionMode(),
            layer.getPadding(),
            layer.getKernelSize(),
            layer.getStride(),
            layer.getDilation());
    return switch (layer.getPoolingType()) {
      case MAX -> max(kernel, stride, dilation, padding);
      case AVG -> {
        site.require(dilation[0] == 1 && dilation[1] == 1, "average pooling with dilation");
        site.require(!layer.isAvgPoolIncludePadInDivisor(), "padding in the average's divisor");
        yield average(kernel, stride, padding);
      }
      default -> throw site.refuse("pooling " + layer.getPoolingType());
    };
  }

  /** Padding never wins: it counts as minus infinity. */
  private static Operation max(long[] kernel, long[] stride, long[] dilation, Padding padding) {
    return (inputs, pass) -> {
      Padding.Sides sides = padding.at(inputs[0]);
      if (direct(sides, kernel)) {
        return torch.max_pool2d(inputs[0], kernel, stride, sides.both(), dilation, false);
      }
      Tensor padded = Padding.padded(inputs[0], sides, Double.NEGATIVE_INFINITY);
      return torch.max_pool2d(padded, kernel, stride, NONE, dilation, false);
    };
  }

  /** The divisor is what of the window lies inside. */
  private static Operation average(long[] kernel, long[] stride, Padding padding) {
    return (inputs, pass) -> {
      LongOptional divisor = new LongOptional();
      Padding.Sides sides = padding.at(inputs[0]);
      if (direct(sides, kernel)) {
        return torch.avg_pool2d(inputs[0], kernel, stride, sides.both(), false, false, divisor);
      }
      Tensor sums = Padding.padded(inputs[0], sides, 0);
      Tensor inside =
          torch.ones(new long[] {1, 1, inputs[0].size(2), inputs[0].size(3)}, inputs[0].options());
      Tensor counts = Padding.padded(inside, sides, 0);
      return torch
          .avg_pool2d(sums, kernel, stride, NONE, false, true, divisor)
          .div(torch.avg_pool2d(counts, kernel, stride, NONE, false, true, divisor));
    };
  }

  /** libtorch pads pools itself, alike on both sides and by half the window at most. */
  private static boolean direct(Padding.Sides sides, long[] kernel) {
    return sides.symmetric() && 2 * sides.top() <= kernel[0] && 2 * sides.left() <= kernel[1];
  }

  static Operation global(Site site) {
    GlobalPoolingLayer layer = site.as(GlobalPoolingLayer.class);
    site.require(
        layer.getPoolingDimensions() == null
            || Arrays.equals(layer.getPoolingDimensions(), new int[] {2, 3}),
        "pooling dimensions other than height and width");
    boolean keep = !layer.isCollapseDimensions();
    PoolingType type = layer.getPoolingType();
    long[] axes = {2, 3};
    return switch (type) {
      case AVG -> (inputs, pass) -> torch.mean(inputs[0], axes, keep, new ScalarTypeOptional());
      case SUM -> (inputs, pass) -> torch.sum(inputs[0], axes, keep, new ScalarTypeOptional());
      case MAX -> (inputs, pass) -> torch.amax(inputs[0], axes, keep);
      default -> throw site.refuse("pooling " + type);
    };
  }
}
