package io.tench.datasets;

import java.io.Serializable;
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
}
