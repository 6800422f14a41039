package io.tench.datasets;

import java.io.Serializable;

/**
 * The shape that a network takes: channels (1 gray, 3 RGB, others for features), height and width
 * in pixels.
 */
public record ImageShape(int channels, int height, int width) implements Serializable {
  public ImageShape {
    if (channels < 1) {
      throw new IllegalArgumentException("channels must be >= 1, was " + channels);
    }
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "height and width must be >= 1, were " + height + " and " + width);
    }
  }

  /** Values of one image: channels x height x width. */
  public int values() {
    return channels * height * width;
  }
}
