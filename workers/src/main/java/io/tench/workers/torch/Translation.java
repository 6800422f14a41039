package io.tench.workers.torch;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.Convolution2D;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.Pooling2D;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.nd4j.linalg.activations.impl.ActivationIdentity;

/** All that the torch backend can run of DL4J, and how. */
@SuppressWarnings("ImmutableEnumChecker") // an unmodifiable list and references to pure methods
enum Translation {
  CONVOLUTION(
      "Same, Truncate and Strict modes, dilation, dropout, an activation",
      true,
      Convolutions::full,
      ConvolutionLayer.class,
      Convolution2D.class),
  DEPTHWISE_CONVOLUTION(
      "as Convolution, any depth multiplier",
      true,
      Convolutions::depthwise,
      DepthwiseConvolution2D.class),
  DENSE("dropout, an activation", true, DenseLayers::hidden, DenseLayer.class),
  OUTPUT("softmax with cross-entropy", false, DenseLayers::output, OutputLayer.class),
  LOSS("softmax with cross-entropy", false, DenseLayers::loss, LossLayer.class),
  BATCH_NORMALIZATION(
      "of images and of vectors; not useLogStd",
      true,
      Normalizations::batch,
      BatchNormalization.class),
  LOCAL_RESPONSE_NORMALIZATION(
      "across channels", false, Normalizations::localResponse, LocalResponseNormalization.class),
  SUBSAMPLING(
      "maximum and average, all padding modes",
      false,
      Poolings::windowed,
      SubsamplingLayer.class,
      Pooling2D.class),
  GLOBAL_POOLING("average, maximum and sum", false, Poolings::global, GlobalPoolingLayer.class),
  ACTIVATION(
      String.join(", ", Activations.names()), false, Activations::layer, ActivationLayer.class),
  DROPOUT("a constant probability", false, Dropouts::layer, DropoutLayer.class),
  ZERO_PADDING("any sides", false, Operations::zeroPadding, ZeroPaddingLayer.class),
  UPSAMPLING("nearest neighbour", false, Operations::upsampling, Upsampling2D.class),
  ELEMENT_WISE(
      "Add, Subtract, Product, Average, Max",
      true,
      Operations::elementWise,
      ElementWiseVertex.class),
  MERGE("along channels", false, Operations::merge, MergeVertex.class),
  SCALE("a constant factor", false, Operations::scale, ScaleVertex.class),
  PREPROCESSOR("of the kinds below", false, Operations::preprocessor, PreprocessorVertex.class),
  FLATTEN(
      "channels, height, width", false, Operations::flatten, CnnToFeedForwardPreProcessor.class),
  UNFLATTEN(
      "channels, height, width", false, Operations::unflatten, FeedForwardToCnnPreProcessor.class);

  private final String range;
  private final boolean overwritable;
  private final Function<Site, Operation> translator;
  private final List<Class<?>> configurations;

  /**
   * @param range what of it is supported, for people
   * @param overwritable whether a sole consumer may write over the output: it is new memory, and
   *     the backward pass does not read it (an activation's derivative often does)
   * @param configurations the exact classes: a subclass is another layer
   */
  Translation(
      String range,
      boolean overwritable,
      Function<Site, Operation> translator,
      Class<?>... configurations) {
    this.range = range;
    this.overwritable = overwritable;
    this.translator = translator;
    this.configurations = List.of(configurations);
  }

  /**
   * The operation for a layer, vertex or preprocessor.
   *
   * @throws io.tench.datasets.BadInputException if there is none; names the layer and the way out
   */
  static Operation of(Site site) {
    return find(site).translator.apply(site);
  }

  /**
   * Checks that there is one.
   *
   * @throws io.tench.datasets.BadInputException if not; names the layer and the way out
   */
  static void requireKnown(Site site) {
    find(site);
  }

  static boolean overwritable(Site site) {
    Translation translation = find(site);
    boolean activated =
        translation != BATCH_NORMALIZATION // DL4J's has an activation, and never applies it
            && site.configuration() instanceof BaseLayer layer
            && !(layer.getActivationFn() instanceof ActivationIdentity);
    return translation.overwritable && !activated;
  }

  private static Translation find(Site site) {
    return Arrays.stream(values())
        .filter(known -> known.configurations.contains(site.configuration().getClass()))
        .findFirst()
        .orElseThrow(() -> site.refuse("a type"));
  }

  /** A row of the documentation's table. */
  String row() {
    return "| `%s` | %s |".formatted(configurations.get(0).getSimpleName(), range);
  }
}
