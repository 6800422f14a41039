package io.tench.models.exchange;

import io.tench.models.ParameterRole;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A parameter as other software names and shapes it, and where its values lie in DL4J's flat
 * vector.
 *
 * @param name there: {@code layer1.0.conv1.weight}
 * @param layer the vertex it belongs to
 * @param offset of the first value in the flat vector
 * @param shape there; the values' order there is that of the last index running fastest
 * @param axes the shape, with an axis split in several where the flat vector has them apart
 * @param strides of those axes in the flat vector
 */
record TensorView(
    String name,
    String layer,
    ParameterRole role,
    long offset,
    List<Long> shape,
    List<Long> axes,
    List<Long> strides) {
  TensorView {
    shape = List.copyOf(shape);
    axes = List.copyOf(axes);
    strides = List.copyOf(strides);
  }

  /** Takes values in their order: {@code count} of {@code source} from {@code from}. */
  interface Sink {
    void accept(float[] source, int from, int count) throws IOException;
  }

  int length() {
    return Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact));
  }

  /** With one of its axes running the other way. */
  TensorView reversed(int axis) {
    List<Long> turned = new ArrayList<>(strides);
    turned.set(axis, -strides.get(axis));
    long last = offset + (axes.get(axis) - 1) * strides.get(axis);
    return new TensorView(name, layer, role, last, shape, axes, turned);
  }

  /** Hands the values on; copies them only where the orders differ. */
  void send(float[] vector, Sink sink) throws IOException {
    if (contiguous()) {
      sink.accept(vector, Math.toIntExact(offset), length());
      return;
    }
    int[] positions = positions();
    float[] values = new float[positions.length];
    for (int index = 0; index < values.length; index++) {
      values[index] = vector[positions[index]];
    }
    sink.accept(values, 0, values.length);
  }

  /** Has the values written; {@code source} puts them where it is told, in their order. */
  void fill(float[] vector, Sink source) throws IOException {
    if (contiguous()) {
      source.accept(vector, Math.toIntExact(offset), length());
      return;
    }
    int[] positions = positions();
    float[] values = new float[positions.length];
    source.accept(values, 0, values.length);
    for (int index = 0; index < values.length; index++) {
      vector[positions[index]] = values[index];
    }
  }

  private boolean contiguous() {
    return strides.equals(contiguous(axes));
  }

  static List<Long> contiguous(List<Long> shape) {
    Long[] strides = new Long[shape.size()];
    long stride = 1;
    for (int axis = shape.size() - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape.get(axis);
    }
    return List.of(strides);
  }

  /** Of each value, in the flat vector. */
  private int[] positions() {
    int[] positions = new int[length()];
    long[] index = new long[axes.size()];
    long position = offset;
    for (int value = 0; value < positions.length; value++) {
      positions[value] = Math.toIntExact(position);
      for (int axis = index.length - 1; axis >= 0; axis--) {
        position += strides.get(axis);
        if (++index[axis] < axes.get(axis)) {
          break;
        }
        position -= index[axis] * strides.get(axis);
        index[axis] = 0;
      }
    }
    return positions;
  }
}
