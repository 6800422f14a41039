package io.tench.workers.torch;

import io.tench.models.ParameterSlice;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;

/**
 * One parameter's two places: in DL4J's flat vector, and in the backend's, in the order of values
 * that libtorch is fastest with. Both are views of the same sizes, the shape that libtorch's
 * operations want, and differ in their strides, so that copying one to the other converts it.
 */
final class NativeSlice {
  private final ParameterSlice source;
  private final long offset;
  private final long[] sizes;
  private final long[] sourceStrides;
  private final long[] strides;

  private NativeSlice(
      ParameterSlice source, long offset, long[] sizes, long[] sourceStrides, long[] strides) {
    this.source = source;
    this.offset = offset;
    this.sizes = sizes;
    this.sourceStrides = sourceStrides;
    this.strides = strides;
  }

  /**
   * @param layer what the parameter belongs to
   * @param offset of the first float in the backend's vector
   */
  static NativeSlice of(ParameterSlice source, Layer layer, long offset) {
    long[] shape = source.shape().stream().mapToLong(Long::longValue).toArray();
    if (shape.length == 4 && layer instanceof DepthwiseConvolution2D) {
      return depthwise(source, offset, shape[0], shape[1], shape[2] * shape[3]);
    }
    if (shape.length == 4) {
      long[] channelsLast = {shape[1] * shape[2] * shape[3], 1, shape[3] * shape[1], shape[1]};
      return new NativeSlice(source, offset, shape, contiguous(shape), channelsLast);
    }
    // DL4J's [in, out] in 'f' order is libtorch's [out, in] in 'c' order.
    long[] sizes = shape.length == 2 ? new long[] {shape[1], shape[0]} : shape;
    return new NativeSlice(source, offset, sizes, contiguous(sizes), contiguous(sizes));
  }

  /** DL4J's {@code [height, width, in, multiplier]} as {@code [in * multiplier, 1, h, w]}. */
  private static NativeSlice depthwise(
      ParameterSlice source, long offset, long height, long width, long out) {
    long[] sizes = {out, 1, height, width};
    long[] sourceStrides = {1, 1, width * out, out};
    return new NativeSlice(source, offset, sizes, sourceStrides, contiguous(sizes));
  }

  private static long[] contiguous(long[] sizes) {
    long[] strides = new long[sizes.length];
    long stride = 1;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= sizes[axis];
    }
    return strides;
  }

  ParameterSlice source() {
    return source;
  }

  /** First float in the backend's vector. */
  long offset() {
    return offset;
  }

  long[] sizes() {
    return sizes;
  }

  /** Of {@link #sizes()} in DL4J's flat vector. */
  long[] sourceStrides() {
    return sourceStrides;
  }

  /** Of {@link #sizes()} in the backend's vector. */
  long[] strides() {
    return strides;
  }
}
