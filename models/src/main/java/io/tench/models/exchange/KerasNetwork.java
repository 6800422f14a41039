package io.tench.models.exchange;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ChannelStatistics;
import io.tench.models.ParameterLayout;
import io.tench.models.ParameterSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;

/**
 * How {@code keras.applications} names, lays out and feeds a network that computes what Tench's of
 * the same name does. Its kernels are {@code [height, width, in, out]}, its channels come last.
 *
 * @param layers Keras's names of the layers that have another than here
 * @param bgr whether its images come blue first
 * @param channels with which its images are normalised, red first
 */
record KerasNetwork(Map<String, String> layers, boolean bgr, ChannelStatistics channels) {
  /** A convolution of one pixel there, which comes to a fully connected layer. */
  private static final String MOBILE_NET_HEAD = "conv_preds";

  KerasNetwork {
    layers = Map.copyOf(layers);
  }

  /**
   * The one for an architecture of Tench's.
   *
   * @throws BadInputException if Keras has none, or one that computes something else
   */
  static KerasNetwork of(String architecture) {
    if (architecture.startsWith("mobilenet-v1")) {
      // values 0..1 to -1..1
      return new KerasNetwork(Map.of(), false, gray(0.5, 0.5));
    }
    return switch (architecture) {
      case "vgg-16" -> vgg(2, 2, 3, 3, 3);
      case "vgg-19" -> vgg(2, 2, 4, 4, 4);
      default ->
          throw new BadInputException(
              "Keras has no %s that computes what Tench's does: import mobilenet-v1, vgg-16 or vgg-19 from .h5, and others from safetensors or ONNX."
                  .formatted(architecture));
    };
  }

  /** The numbers of Caffe's VGG: the means of 0..255 taken off, nothing scaled. */
  private static KerasNetwork vgg(int... convolutions) {
    Map<String, String> layers = new HashMap<>();
    int index = 0;
    for (int block = 0; block < convolutions.length; block++) {
      for (int layer = 0; layer < convolutions[block]; layer++) {
        layers.put("features." + index, "block%d_conv%d".formatted(block + 1, layer + 1));
        index += 2; // and its ReLU
      }
      index++; // the pool
    }
    layers.put("classifier.0", "fc1");
    layers.put("classifier.3", "fc2");
    layers.put("classifier.6", "predictions");
    return new KerasNetwork(
        layers,
        true,
        new ChannelStatistics(
            List.of(123.68 / 255, 116.779 / 255, 103.939 / 255),
            List.of(1.0 / 255, 1.0 / 255, 1.0 / 255)));
  }

  private static ChannelStatistics gray(double mean, double deviation) {
    return new ChannelStatistics(List.of(mean), List.of(deviation)).withChannels(3);
  }

  /** A network's parameters, as Keras names and lays them out. */
  List<TensorView> views(ComputationGraphConfiguration network) {
    List<TensorView> views = new ArrayList<>();
    for (ParameterSlice slice : ParameterLayout.of(network).slices()) {
      LayerVertex vertex = (LayerVertex) network.getVertices().get(slice.layer());
      String layer = layers.getOrDefault(slice.layer(), slice.layer());
      views.add(
          switch (slice.role()) {
            case WEIGHT -> kernel(network, vertex, layer, slice);
            case BIAS -> TensorViews.unchanged(layer + "/bias", slice);
            case SCALE -> TensorViews.unchanged(layer + "/gamma", slice);
            case SHIFT -> TensorViews.unchanged(layer + "/beta", slice);
            case RUNNING_MEAN -> TensorViews.unchanged(layer + "/moving_mean", slice);
            case RUNNING_VARIANCE -> TensorViews.unchanged(layer + "/moving_variance", slice);
          });
    }
    return views;
  }

  private TensorView kernel(
      ComputationGraphConfiguration network,
      LayerVertex vertex,
      String layer,
      ParameterSlice slice) {
    if (vertex.getLayerConf().getLayer() instanceof DepthwiseConvolution2D) {
      return TensorViews.unchanged(layer + "/depthwise_kernel", slice);
    }
    String name = layer + "/kernel";
    if (slice.shape().size() == 2) {
      return dense(vertex, name, slice);
    }
    TensorView view = TensorViews.permuted(name, slice, 2, 3, 1, 0);
    boolean first =
        network.getNetworkInputs().containsAll(network.getVertexInputs().get(slice.layer()));
    return first && bgr ? view.reversed(2) : view;
  }

  /** Keras flattens an image with its channels last, DL4J with them first. */
  private static TensorView dense(LayerVertex vertex, String name, ParameterSlice slice) {
    List<Long> shape = slice.shape();
    long in = TensorViews.stride(slice, 0);
    long out = TensorViews.stride(slice, 1);
    if (vertex.getPreProcessor() instanceof CnnToFeedForwardPreProcessor flattened) {
      long height = flattened.getInputHeight();
      long width = flattened.getInputWidth();
      List<Long> axes = List.of(height, width, flattened.getNumChannels(), shape.get(1));
      List<Long> strides = List.of(width * in, in, height * width * in, out);
      return new TensorView(
          name, slice.layer(), slice.role(), slice.offset(), shape, axes, strides);
    }
    List<Long> stored =
        slice.layer().equals(MOBILE_NET_HEAD) ? List.of(1L, 1L, shape.get(0), shape.get(1)) : shape;
    return new TensorView(
        name, slice.layer(), slice.role(), slice.offset(), stored, shape, List.of(in, out));
  }
}
