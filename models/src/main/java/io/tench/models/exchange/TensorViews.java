package io.tench.models.exchange;

import io.tench.models.ParameterLayout;
import io.tench.models.ParameterSlice;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;

/** A network's parameters with the names and layouts of other software. */
final class TensorViews {
  private final ComputationGraphConfiguration network;

  private TensorViews(ComputationGraphConfiguration network) {
    this.network = network;
  }

  /**
   * As in a PyTorch state dictionary, and so in ONNX: {@code conv1.weight} of {@code [out, in /
   * groups, height, width]}, {@code fc.weight} of {@code [out, in]}, {@code bn1.running_mean}.
   */
  static List<TensorView> torch(ComputationGraphConfiguration network) {
    TensorViews views = new TensorViews(network);
    return views.slices().map(views::torch).toList();
  }

  private Stream<ParameterSlice> slices() {
    return ParameterLayout.of(network).slices().stream();
  }

  private TensorView torch(ParameterSlice slice) {
    String key =
        switch (slice.role()) {
          case WEIGHT, SCALE -> "weight";
          case BIAS, SHIFT -> "bias";
          case RUNNING_MEAN -> "running_mean";
          case RUNNING_VARIANCE -> "running_var";
        };
    String name = slice.layer() + "." + key;
    if (depthwise(slice)) {
      return torchDepthwise(name, slice);
    }
    return slice.shape().size() == 2 ? permuted(name, slice, 1, 0) : unchanged(name, slice);
  }

  /**
   * DL4J's {@code [height, width, in, multiplier]} as {@code [in * multiplier, 1, height, width]}.
   */
  private static TensorView torchDepthwise(String name, ParameterSlice slice) {
    List<Long> shape = slice.shape();
    long filters = shape.get(2) * shape.get(3);
    List<Long> there = List.of(filters, 1L, shape.get(0), shape.get(1));
    return new TensorView(
        name,
        slice.layer(),
        slice.role(),
        slice.offset(),
        there,
        there,
        List.of(1L, 1L, shape.get(1) * filters, filters));
  }

  private boolean depthwise(ParameterSlice slice) {
    return slice.shape().size() == 4
        && network.getVertices().get(slice.layer()) instanceof LayerVertex vertex
        && vertex.getLayerConf().getLayer() instanceof DepthwiseConvolution2D;
  }

  /** The slice with its axes as they are. */
  static TensorView unchanged(String name, ParameterSlice slice) {
    return permuted(name, slice, IntStream.range(0, slice.shape().size()).toArray());
  }

  /** The slice with its axes in another order. */
  static TensorView permuted(String name, ParameterSlice slice, int... axes) {
    List<Long> shape = Arrays.stream(axes).mapToObj(slice.shape()::get).toList();
    return new TensorView(
        name,
        slice.layer(),
        slice.role(),
        slice.offset(),
        shape,
        shape,
        Arrays.stream(axes).mapToObj(axis -> stride(slice, axis)).toList());
  }

  /** How far apart in the flat vector an axis's neighbours lie. */
  static long stride(ParameterSlice slice, int axis) {
    List<Long> shape = slice.shape();
    List<Long> inner =
        slice.order() == 'c' ? shape.subList(axis + 1, shape.size()) : shape.subList(0, axis);
    return inner.stream().reduce(1L, Math::multiplyExact);
  }
}
