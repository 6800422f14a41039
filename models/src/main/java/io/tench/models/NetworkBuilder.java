package io.tench.models;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ImageShape;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.conf.layers.Upsampling2D;
import org.deeplearning4j.nn.conf.layers.ZeroPaddingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * Builds a DL4J graph whose layers compute what PyTorch's do: explicit zero padding, sizes rounded
 * down, channels first, activations as layers of their own. Neither an updater nor weight decay is
 * in the configuration: both are the training's.
 */
final class NetworkBuilder {
  private final String architecture;
  private final FeatureMap input;
  private final ComputationGraphConfiguration.GraphBuilder graph;

  NetworkBuilder(String architecture, ImageShape shape, long seed) {
    this.architecture = architecture;
    input = new FeatureMap("input", shape.channels(), shape.height(), shape.width());
    graph =
        new NeuralNetConfiguration.Builder()
            .seed(seed)
            .updater(new NoOp())
            .activation(Activation.IDENTITY)
            .convolutionMode(ConvolutionMode.Truncate)
            .graphBuilder()
            .addInputs(input.vertex())
            .setInputTypes(
                InputType.convolutional(
                    shape.height(), shape.width(), shape.channels(), CNN2DFormat.NCHW));
  }

  FeatureMap input() {
    return input;
  }

  FeatureMap convolution(
      String name,
      FeatureMap from,
      int channels,
      Window window,
      boolean bias,
      WeightInitialization initialization) {
    long area = (long) window.size() * window.size();
    return windowed(
        name,
        from,
        channels,
        window,
        new ConvolutionLayer.Builder(window.size(), window.size())
            .stride(window.stride(), window.stride())
            .padding(window.padding(), window.padding())
            .nIn(from.channels())
            .nOut(channels)
            .hasBias(bias)
            .weightInit(
                new WeightInitDistribution(
                    initialization.distribution(from.channels() * area, channels * area)))
            .build());
  }

  /** A filter for each channel (Howard et al., 1704.04861, eq. 3), without bias. */
  FeatureMap depthwiseConvolution(
      String name, FeatureMap from, Window window, WeightInitialization initialization) {
    long area = (long) window.size() * window.size();
    return windowed(
        name,
        from,
        from.channels(),
        window,
        new DepthwiseConvolution2D.Builder(window.size(), window.size())
            .stride(window.stride(), window.stride())
            .padding(window.padding(), window.padding())
            .nIn(from.channels())
            .nOut(from.channels())
            .depthMultiplier(1)
            .hasBias(false)
            .weightInit(new WeightInitDistribution(initialization.distribution(area, area)))
            .build());
  }

  /** Epsilon 1e-5; the running statistics keep 0.9 of their value each step (PyTorch's 0.1). */
  FeatureMap batchNormalization(String name, FeatureMap from) {
    return same(
        name, from, new BatchNormalization.Builder().decay(0.9).eps(1e-5).useLogStd(false).build());
  }

  FeatureMap relu(String name, FeatureMap from) {
    return same(name, from, new ActivationLayer(Activation.RELU));
  }

  FeatureMap relu6(String name, FeatureMap from) {
    return same(name, from, new ActivationLayer(Activation.RELU6));
  }

  /** Drops half of the values in training. */
  FeatureMap dropout(String name, FeatureMap from) {
    return same(name, from, new DropoutLayer(0.5));
  }

  FeatureMap maxPooling(String name, FeatureMap from, Window window) {
    return pooling(name, from, window, PoolingType.MAX);
  }

  FeatureMap averagePooling(String name, FeatureMap from, Window window) {
    return pooling(name, from, window, PoolingType.AVG);
  }

  private FeatureMap pooling(String name, FeatureMap from, Window window, PoolingType type) {
    return windowed(
        name,
        from,
        from.channels(),
        window,
        new SubsamplingLayer.Builder(
                type,
                new int[] {window.size(), window.size()},
                new int[] {window.stride(), window.stride()},
                new int[] {window.padding(), window.padding()})
            .build());
  }

  /** The mean of each channel: {@code [batch, channels]}. */
  FeatureMap globalAveragePooling(String name, FeatureMap from) {
    return add(
        new FeatureMap(name, from.channels(), 1, 1), new GlobalPoolingLayer(PoolingType.AVG), from);
  }

  /**
   * PyTorch's AdaptiveAvgPool2d, where it is one plain layer: the size is a multiple of {@code
   * size}, or divides it.
   *
   * @throws BadInputException for other sizes
   */
  FeatureMap adaptiveAveragePooling(String name, FeatureMap from, int size) {
    int height = from.height();
    int width = from.width();
    if (height == size && width == size) {
      return from;
    }
    if (height % size == 0 && width % size == 0) {
      int[] window = {height / size, width / size};
      return add(
          new FeatureMap(name, from.channels(), size, size),
          new SubsamplingLayer.Builder(PoolingType.AVG, window, window, new int[2]).build(),
          from);
    }
    if (size % height == 0 && size % width == 0) {
      return add(
          new FeatureMap(name, from.channels(), size, size),
          new Upsampling2D.Builder().size(new int[] {size / height, size / width}).build(),
          from);
    }
    throw new BadInputException(
        "%s cannot take images of %dx%d pixels: its classifier wants %dx%d features, or a multiple or a divisor of that, but gets %dx%d; use the size of its paper or an architecture with global pooling, such as resnet-18"
            .formatted(architecture, input.height(), input.width(), size, size, height, width));
  }

  /** Zeros at the bottom and at the right. */
  FeatureMap zeroPadding(String name, FeatureMap from, int bottom, int right) {
    return add(
        new FeatureMap(name, from.channels(), from.height() + bottom, from.width() + right),
        new ZeroPaddingLayer(0, bottom, 0, right),
        from);
  }

  /** A fully connected layer on all values, flattened as {@code [channels, height, width]}. */
  FeatureMap dense(String name, FeatureMap from, int size, WeightInitialization initialization) {
    return add(
        new FeatureMap(name, size, 1, 1),
        new DenseLayer.Builder()
            .nIn(values(from))
            .nOut(size)
            .weightInit(new WeightInitDistribution(initialization.distribution(values(from), size)))
            .build(),
        from);
  }

  FeatureMap sum(String name, FeatureMap first, FeatureMap second) {
    return add(
        new FeatureMap(name, first.channels(), first.height(), first.width()),
        new ElementWiseVertex(ElementWiseVertex.Op.Add),
        first,
        second);
  }

  /** Joins the channels. */
  FeatureMap concatenation(String name, FeatureMap first, FeatureMap second) {
    return add(
        new FeatureMap(name, first.channels() + second.channels(), first.height(), first.width()),
        new MergeVertex(),
        first,
        second);
  }

  /** As many zeros. */
  FeatureMap zeros(String name, FeatureMap like) {
    return add(
        new FeatureMap(name, like.channels(), like.height(), like.width()),
        new ScaleVertex(0),
        like);
  }

  /** The last layer: fully connected, softmax, cross-entropy. */
  void output(String name, FeatureMap from, int classes, WeightInitialization initialization) {
    add(
        new FeatureMap(name, classes, 1, 1),
        new OutputLayer.Builder(LossFunction.MCXENT)
            .activation(Activation.SOFTMAX)
            .nIn(values(from))
            .nOut(classes)
            .weightInit(
                new WeightInitDistribution(initialization.distribution(values(from), classes)))
            .build(),
        from);
    graph.setOutputs(name);
  }

  /** The last layer of a network whose class scores come out of a pooling. */
  void loss(String name, FeatureMap from) {
    same(
        name,
        from,
        new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build());
    graph.setOutputs(name);
  }

  /**
   * The configuration, with what DL4J adds to it only when a network is allocated: the order of its
   * vertices, and the names of each layer's parameters, without which DL4J's JSON reader takes
   * batch norm's running variance for the logarithm of the deviation.
   */
  ComputationGraphConfiguration build() {
    ComputationGraphConfiguration configuration = graph.build();
    new ComputationGraph(configuration).topologicalSortOrder();
    for (GraphVertex vertex : configuration.getVertices().values()) {
      if (vertex instanceof LayerVertex layer) {
        NeuralNetConfiguration settings = layer.getLayerConf();
        settings
            .getLayer()
            .initializer()
            .paramKeys(settings.getLayer())
            .forEach(settings::addVariable);
      }
    }
    return configuration;
  }

  private FeatureMap windowed(
      String name, FeatureMap from, int channels, Window window, Layer layer) {
    int height = window.output(from.height());
    int width = window.output(from.width());
    if (height < 1 || width < 1) {
      throw new BadInputException(
          "%s cannot take images of %dx%d pixels: nothing is left of them at layer %s; use larger images or another architecture"
              .formatted(architecture, input.height(), input.width(), name));
    }
    return add(new FeatureMap(name, channels, height, width), layer, from);
  }

  private FeatureMap same(String name, FeatureMap from, Layer layer) {
    return add(new FeatureMap(name, from.channels(), from.height(), from.width()), layer, from);
  }

  private FeatureMap add(FeatureMap result, Layer layer, FeatureMap from) {
    graph.addLayer(result.vertex(), layer, from.vertex());
    return result;
  }

  private FeatureMap add(FeatureMap result, GraphVertex vertex, FeatureMap... from) {
    String[] names = new String[from.length];
    for (int index = 0; index < from.length; index++) {
      names[index] = from[index].vertex();
    }
    graph.addVertex(result.vertex(), vertex, names);
    return result;
  }

  private static int values(FeatureMap map) {
    return map.channels() * map.height() * map.width();
  }
}
