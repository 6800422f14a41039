package io.tench.workers.torch;

import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;

/** Two-dimensional convolutions, with dropout before them and an activation after. */
final class Convolutions {
  private Convolutions() {}

  static Operation full(Site site) {
    return of(site, site.as(ConvolutionLayer.class), 1);
  }

  /** A group for each input channel, {@code depthMultiplier} filters in each. */
  static Operation depthwise(Site site) {
    DepthwiseConvolution2D layer = site.as(DepthwiseConvolution2D.class);
    return of(site, layer, layer.getNIn());
  }

  private static Operation of(Site site, ConvolutionLayer layer, long groups) {
    site.requireChannelsFirst(layer.getCnn2dDataFormat());
    Padding padding =
        Padding.of(
            site,
            layer.getConvolutionMode(),
            layer.getPadding(),
            layer.getKernelSize(),
            layer.getStride(),
            layer.getDilation());
    long[] stride = Site.longs(layer.getStride());
    long[] dilation = Site.longs(layer.getDilation());
    Tensor weight = site.parameter("W");
    TensorOptional bias = site.parameters().optional(site.vertex(), "b");
    Operation convolution =
        (inputs, pass) -> {
          Padding.Sides sides = padding.at(inputs[0]);
          Tensor input = inputs[0];
          long[] both = sides.both();
          if (!sides.symmetric()) {
            input = Padding.padded(input, sides, 0);
            both = new long[2];
          }
          return torch.conv2d(
              pass.factor(input),
              pass.factor(weight),
              pass.factor(bias),
              stride,
              both,
              dilation,
              groups);
        };
    return Dropouts.before(site, layer, convolution)
        .then(Activations.of(site, layer.getActivationFn(), true));
  }
}
