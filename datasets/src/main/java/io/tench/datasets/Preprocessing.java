package io.tench.datasets;

import java.io.Serializable;

/**
 * How an image becomes a network's input in evaluation and serving: the shorter side is scaled to
 * {@code resize} pixels, the centre is cropped to {@code shape}, values are scaled to 0..1, and
 * each channel is normalised as {@code (value - mean) / deviation}. Travels in every checkpoint.
 *
 * @param resize pixels of the shorter side before the crop; at least the crop's
 * @param channels as many channels as {@code shape} has
 */
public record Preprocessing(ImageShape shape, int resize, ChannelStatistics channels)
    implements Serializable {
  public Preprocessing {
    if (shape.channels() != 1 && shape.channels() != 3) {
      throw new IllegalArgumentException("channels must be 1 or 3, was " + shape.channels());
    }
    if (resize < Math.min(shape.height(), shape.width())) {
      throw new IllegalArgumentException(
          "resize must be >= the crop's shorter side %d, was %d"
              .formatted(Math.min(shape.height(), shape.width()), resize));
    }
    if (channels.mean().size() != shape.channels()) {
      throw new IllegalArgumentException(
          "channel statistics must have %d values, have %d"
              .formatted(shape.channels(), channels.mean().size()));
    }
  }
}
