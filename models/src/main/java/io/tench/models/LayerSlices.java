package io.tench.models;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.deeplearning4j.nn.params.ConvolutionParamInitializer;
import org.deeplearning4j.nn.params.DefaultParamInitializer;
import org.deeplearning4j.nn.params.DepthwiseConvolutionParamInitializer;

/** One layer's parameters, in the order in which DL4J's initializer of it views the vector. */
final class LayerSlices {
  private final String layer;
  private final List<ParameterSlice> slices = new ArrayList<>();
  private long offset;

  private LayerSlices(String layer, long offset) {
    this.layer = layer;
    this.offset = offset;
  }

  /**
   * The slices of a vertex that has parameters.
   *
   * @throws IllegalArgumentException if their layout is not known here
   */
  static List<ParameterSlice> of(String name, GraphVertex vertex, long offset) {
    LayerSlices known = known(name, vertex, offset);
    if (!known.reach(vertex, offset)) {
      throw new IllegalArgumentException(
          "layer %s has parameters whose layout is not known: %s".formatted(name, vertex));
    }
    return known.slices;
  }

  /** The slices of a vertex that has parameters; one of weights if their layout is not known. */
  static List<ParameterSlice> ofAny(String name, GraphVertex vertex, long offset) {
    LayerSlices known = known(name, vertex, offset);
    if (!known.reach(vertex, offset)) {
      LayerSlices whole = new LayerSlices(name, offset);
      whole.add("all", ParameterRole.WEIGHT, 'c', vertex.numParams(true));
      return whole.slices;
    }
    return known.slices;
  }

  private static LayerSlices known(String name, GraphVertex vertex, long offset) {
    LayerSlices slices = new LayerSlices(name, offset);
    if (vertex instanceof LayerVertex layer) {
      slices.add(layer.getLayerConf().getLayer());
    }
    return slices;
  }

  private boolean reach(GraphVertex vertex, long from) {
    return offset - from == vertex.numParams(true);
  }

  private void add(Layer layer) {
    Class<? extends ParamInitializer> initializer = layer.initializer().getClass();
    if (initializer == DefaultParamInitializer.class) {
      FeedForwardLayer dense = (FeedForwardLayer) layer;
      add("W", ParameterRole.WEIGHT, 'f', dense.getNIn(), dense.getNOut());
      addBias(!layer.initializer().biasKeys(layer).isEmpty(), dense);
    } else if (initializer == ConvolutionParamInitializer.class) {
      ConvolutionLayer convolution = (ConvolutionLayer) layer;
      int[] kernel = convolution.getKernelSize();
      addBias(convolution.hasBias(), convolution);
      add(
          "W",
          ParameterRole.WEIGHT,
          'c',
          convolution.getNOut(),
          convolution.getNIn(),
          kernel[0],
          kernel[1]);
    } else if (initializer == DepthwiseConvolutionParamInitializer.class) {
      DepthwiseConvolution2D depthwise = (DepthwiseConvolution2D) layer;
      int[] kernel = depthwise.getKernelSize();
      addBias(depthwise.hasBias(), depthwise);
      add(
          "W",
          ParameterRole.WEIGHT,
          'c',
          kernel[0],
          kernel[1],
          depthwise.getNIn(),
          depthwise.getDepthMultiplier());
    } else if (initializer == BatchNormalizationParamInitializer.class) {
      addBatchNormalization((BatchNormalization) layer);
    }
  }

  private void addBias(boolean present, FeedForwardLayer layer) {
    if (present) {
      add("b", ParameterRole.BIAS, 'c', layer.getNOut());
    }
  }

  private void addBatchNormalization(BatchNormalization layer) {
    if (layer.isUseLogStd()) {
      return;
    }
    if (!layer.isLockGammaBeta()) {
      add("gamma", ParameterRole.SCALE, 'c', layer.getNOut());
      add("beta", ParameterRole.SHIFT, 'c', layer.getNOut());
    }
    add("mean", ParameterRole.RUNNING_MEAN, 'c', layer.getNOut());
    add("var", ParameterRole.RUNNING_VARIANCE, 'c', layer.getNOut());
  }

  private void add(String key, ParameterRole role, char order, long... shape) {
    ParameterSlice slice =
        new ParameterSlice(layer, key, role, offset, Arrays.stream(shape).boxed().toList(), order);
    slices.add(slice);
    offset = slice.end();
  }
}
