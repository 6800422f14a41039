package io.tench.datasets.image;

import io.tench.datasets.ChannelStatistics;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * Adds up to {@link ChannelStatistics}. Every image counts the same, whatever its size, as it does
 * in training.
 */
public final class ChannelSums implements Serializable {
  private static final long serialVersionUID = 1L;

  /** Deviation of images that have only one value: half of the least that 8 bits can tell. */
  private static final double LEAST_DEVIATION = 0.5 / 255;

  private final double[] means = new double[3];
  private final double[] squares = new double[3];
  private long images;
  private boolean gray = true;

  /** Adds an RGB image. */
  public void add(Pixels pixels) {
    if (pixels.channels() != 3) {
      throw new IllegalArgumentException("pixels must be RGB, have 1 channel");
    }
    byte[] values = pixels.values();
    long[] sums = new long[3];
    long[] sumsOfSquares = new long[3];
    int differences = 0;
    for (int i = 0; i < values.length; i += 3) {
      int red = values[i] & 0xff;
      int green = values[i + 1] & 0xff;
      int blue = values[i + 2] & 0xff;
      sums[0] += red;
      sums[1] += green;
      sums[2] += blue;
      sumsOfSquares[0] += (long) red * red;
      sumsOfSquares[1] += (long) green * green;
      sumsOfSquares[2] += (long) blue * blue;
      differences |= (red ^ green) | (green ^ blue);
    }
    double count = (double) pixels.width() * pixels.height();
    for (int channel = 0; channel < 3; channel++) {
      means[channel] += sums[channel] / (count * 255);
      squares[channel] += sumsOfSquares[channel] / (count * 255 * 255);
    }
    images++;
    gray &= differences == 0;
  }

  /** Adds all that another has. */
  public void add(ChannelSums other) {
    for (int channel = 0; channel < 3; channel++) {
      means[channel] += other.means[channel];
      squares[channel] += other.squares[channel];
    }
    images += other.images;
    gray &= other.gray;
  }

  /** Mean and deviation of the images, with one channel if all of them are gray. */
  public ChannelStatistics statistics() {
    if (images == 0) {
      throw new IllegalStateException("there are no images to take statistics of");
    }
    List<Double> mean = new ArrayList<>();
    List<Double> deviation = new ArrayList<>();
    for (int channel = 0; channel < (gray ? 1 : 3); channel++) {
      double average = means[channel] / images;
      double variance = squares[channel] / images - average * average;
      mean.add(average);
      deviation.add(Math.max(LEAST_DEVIATION, Math.sqrt(Math.max(0, variance))));
    }
    return new ChannelStatistics(mean, deviation);
  }
}
