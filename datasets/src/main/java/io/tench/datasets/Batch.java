package io.tench.datasets;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Images ready for a network, in one direct buffer of float32 that is reused from batch to batch.
 *
 * <p>The first {@code size() * shape().values()} floats are valid, as {@code [size, channels,
 * height, width]} or {@code [size, height, width, channels]} according to {@link #layout()}.
 */
public final class Batch {
  /** How the values of an image lie in memory. */
  public enum Layout {
    /** {@code [batch, channels, height, width]}. */
    CHANNELS_FIRST,
    /** {@code [batch, height, width, channels]}. */
    CHANNELS_LAST
  }

  private final ImageShape shape;
  private final Layout layout;
  private final ByteBuffer bytes;
  private final int[] labels;
  private final String[] paths;
  private int size;

  /** An empty batch with room for {@code capacity} images. */
  public Batch(ImageShape shape, Layout layout, int capacity) {
    this.shape = shape;
    this.layout = layout;
    this.bytes =
        ByteBuffer.allocateDirect(Math.multiplyExact(capacity * Float.BYTES, shape.values()))
            .order(ByteOrder.nativeOrder());
    this.labels = new int[capacity];
    this.paths = new String[capacity];
  }

  public ImageShape shape() {
    return shape;
  }

  public Layout layout() {
    return layout;
  }

  public int capacity() {
    return labels.length;
  }

  /** Images that are valid now: less than the capacity in an epoch's last batch. */
  public int size() {
    return size;
  }

  public void setSize(int size) {
    if (size < 0 || size > capacity()) {
      throw new IllegalArgumentException(
          "size must be in 0..%d, was %d".formatted(capacity(), size));
    }
    this.size = size;
  }

  /** All of the direct memory behind {@link #images()}, in native order; the backends view it. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** A view of the whole capacity, position 0. */
  public FloatBuffer images() {
    return bytes.asFloatBuffer();
  }

  /** Class indices; the first {@link #size()} are valid. Not copied. */
  public int[] labels() {
    return labels;
  }

  /** Where the images came from; the first {@link #size()} are valid. Not copied. */
  public String[] paths() {
    return paths;
  }
}
