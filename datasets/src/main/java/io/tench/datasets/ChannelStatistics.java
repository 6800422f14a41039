package io.tench.datasets;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;

/**
 * Mean and standard deviation of each channel over a data set, of pixel values scaled to 0..1; RGB
 * order, or one value for gray.
 */
public record ChannelStatistics(List<Double> mean, List<Double> deviation) implements Serializable {
  /** ImageNet's, as torchvision's models expect them. */
  public static final ChannelStatistics IMAGENET =
      new ChannelStatistics(List.of(0.485, 0.456, 0.406), List.of(0.229, 0.224, 0.225));

  public ChannelStatistics {
    mean = List.copyOf(mean);
    deviation = List.copyOf(deviation);
    if (mean.size() != deviation.size() || (mean.size() != 1 && mean.size() != 3)) {
      throw new IllegalArgumentException(
          "mean and deviation must have 1 or 3 values each, were " + mean + " and " + deviation);
    }
    if (deviation.stream().anyMatch(value -> !(value > 0))) {
      throw new IllegalArgumentException("deviations must be > 0, were " + deviation);
    }
  }

  /**
   * These statistics for images of another channel count: gray ones thrice for RGB; for gray, the
   * weights with which RGB becomes gray (ITU-R BT.601) on the means and, as for channels that vary
   * together, on the deviations.
   */
  public ChannelStatistics withChannels(int channels) {
    if (channels == mean.size()) {
      return this;
    }
    return channels == 3
        ? new ChannelStatistics(
            Collections.nCopies(3, mean.get(0)), Collections.nCopies(3, deviation.get(0)))
        : new ChannelStatistics(List.of(gray(mean)), List.of(gray(deviation)));
  }

  private static double gray(List<Double> rgb) {
    return 0.299 * rgb.get(0) + 0.587 * rgb.get(1) + 0.114 * rgb.get(2);
  }
}
