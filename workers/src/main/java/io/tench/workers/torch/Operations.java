package io.tench.workers.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;

/** Vertices and layers without parameters that move or combine values. */
final class Operations {
  static final Operation IDENTITY = (inputs, pass) -> new Tensor(inputs[0]);

  private Operations() {}

  static Operation elementWise(Site site) {
    ElementWiseVertex.Op op = site.as(ElementWiseVertex.class).getOp();
    return switch (op) {
      case Add -> sum(site.overwrites());
      case Product -> (inputs, pass) -> folded(inputs, Tensor::mul);
      case Subtract -> (inputs, pass) -> inputs[0].sub(inputs[1]);
      case Max -> (inputs, pass) -> folded(inputs, torch::maximum);
      case Average ->
          (inputs, pass) ->
              folded(inputs, (first, second) -> first.add(second))
                  .div(new Scalar((double) inputs.length));
    };
  }

  private static Operation sum(boolean overwrites) {
    return (inputs, pass) -> {
      if (!overwrites || inputs.length != 2) {
        return folded(inputs, (first, second) -> first.add(second));
      }
      inputs[0].add_(inputs[1]);
      return new Tensor(inputs[0]);
    };
  }

  private interface Fold {
    Tensor apply(Tensor first, Tensor second);
  }

  private static Tensor folded(Tensor[] inputs, Fold fold) {
    Tensor result = inputs.length == 1 ? inputs[0].clone() : inputs[0];
    for (int index = 1; index < inputs.length; index++) {
      result = fold.apply(result, inputs[index]);
    }
    return result;
  }

  /** Joins channels. */
  static Operation merge(Site site) {
    site.require(site.as(MergeVertex.class).getMergeAxis() == 1, "a merge axis other than 1");
    return (inputs, pass) -> torch.cat(new TensorVector(inputs), 1);
  }

  static Operation scale(Site site) {
    double factor = site.as(ScaleVertex.class).getScaleFactor();
    return (inputs, pass) -> inputs[0].mul(new Scalar(factor));
  }

  static Operation zeroPadding(Site site) {
    ZeroPaddingLayer layer = site.as(ZeroPaddingLayer.class);
    site.requireChannelsFirst(layer.getDataFormat());
    int[] padding = layer.getPadding();
    Padding.Sides sides = new Padding.Sides(padding[0], padding[1], padding[2], padding[3]);
    return (inputs, pass) -> Padding.padded(inputs[0], sides, 0);
  }

  /** Repeats rows and columns. */
  static Operation upsampling(Site site) {
    Upsampling2D layer = site.as(Upsampling2D.class);
    site.requireChannelsFirst(layer.getFormat());
    int[] size = layer.getSize();
    return (inputs, pass) ->
        torch.upsample_nearest2d(
            inputs[0], inputs[0].size(2) * size[0], inputs[0].size(3) * size[1]);
  }

  /** {@code [batch, channels, height, width]} to {@code [batch, values]}, width fastest. */
  static Operation flatten(Site site) {
    site.requireChannelsFirst(site.as(CnnToFeedForwardPreProcessor.class).getFormat());
    return (inputs, pass) -> inputs[0].flatten(1, -1);
  }

  /** {@code [batch, values]}, width fastest, to {@code [batch, channels, height, width]}. */
  static Operation unflatten(Site site) {
    FeedForwardToCnnPreProcessor shape = site.as(FeedForwardToCnnPreProcessor.class);
    long[] sizes = {-1, shape.getNumChannels(), shape.getInputHeight(), shape.getInputWidth()};
    return (inputs, pass) -> inputs[0].reshape(sizes).contiguous(torch.MemoryFormat.ChannelsLast);
  }

  static Operation preprocessor(Site site) {
    return Translation.of(
        new Site(
            site.vertex(),
            site.as(PreprocessorVertex.class).getPreProcessor(),
            site.parameters(),
            false));
  }
}
