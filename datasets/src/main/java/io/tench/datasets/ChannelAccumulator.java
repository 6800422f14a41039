package io.tench.datasets;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Mean and deviation of each channel over the pixels of many images, in exact whole numbers: parts
 * may be merged in any order, to the same bits.
 */
public final class ChannelAccumulator implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The least deviation given: one step of an 8-bit value, where all pixels are the same. */
  private static final double LEAST_DEVIATION = 1 / 255.0;

  private final long[] sums;
  private final long[] squares;
  private long pixels;

  /**
   * @param channels 3 (RGB) or 1 (gray)
   */
  public ChannelAccumulator(int channels) {
    sums = new long[channels];
    squares = new long[channels];
  }

  /** Adds an image's unsigned values, {@code [height, width, channels]}. */
  public void add(byte[] values) {
    int channels = sums.length;
    if (values.length % channels != 0) {
      throw new IllegalArgumentException(
          "values must be whole pixels of %d channels, were %d".formatted(channels, values.length));
    }
    for (int channel = 0; channel < channels; channel++) {
      long sum = 0;
      long square = 0;
      for (int index = channel; index < values.length; index += channels) {
        int value = values[index] & 0xff;
        sum += value;
        square += (long) value * value;
      }
      sums[channel] += sum;
      squares[channel] += square;
    }
    pixels += values.length / channels;
  }

  /** Adds what another has seen. */
  public void merge(ChannelAccumulator other) {
    if (other.sums.length != sums.length) {
      throw new IllegalArgumentException(
          "channels must be %d, were %d".formatted(sums.length, other.sums.length));
    }
    for (int channel = 0; channel < sums.length; channel++) {
      sums[channel] = Math.addExact(sums[channel], other.sums[channel]);
      squares[channel] = Math.addExact(squares[channel], other.squares[channel]);
    }
    pixels += other.pixels;
  }

  /** Pixels seen. */
  public long pixels() {
    return pixels;
  }

  /** The statistics of all pixels seen, of which there must be some. */
  public ChannelStatistics statistics() {
    if (pixels == 0) {
      throw new IllegalStateException("there are no statistics of no pixels");
    }
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int channel = 0; channel < sums.length; channel++) {
      double average = sums[channel] / (double) pixels;
      double variance = Math.max(0, squares[channel] / (double) pixels - average * average);
      mean.add(average / 255);
      deviation.add(Math.max(LEAST_DEVIATION, Math.sqrt(variance) / 255));
    }
    return new ChannelStatistics(mean, deviation);
  }
}
