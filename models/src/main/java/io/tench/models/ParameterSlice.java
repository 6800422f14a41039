package io.tench.models;

import java.io.Serializable;
import java.util.List;

/**
 * One parameter's place in the flat vector.
 *
 * @param layer the vertex, with torchvision's name: {@code layer1.0.conv1}
 * @param key DL4J's name within the layer: {@code W}, {@code b}, {@code gamma}, {@code mean}, …
 * @param offset first float
 * @param shape DL4J's shape of it: {@code [out, in, height, width]} for a convolution
 * @param order 'c' or 'f', how the shape is laid out in the flat vector
 */
public record ParameterSlice(
    String layer, String key, ParameterRole role, long offset, List<Long> shape, char order)
    implements Serializable {
  public ParameterSlice {
    shape = List.copyOf(shape);
  }

  public long length() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  public long end() {
    return offset + length();
  }
}
