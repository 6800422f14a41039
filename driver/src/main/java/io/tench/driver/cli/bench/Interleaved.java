package io.tench.driver.cli.bench;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/** Measurements that were taken in turns, so that a busy machine was as busy for each of them. */
final class Interleaved {
  private final Map<String, double[]> values = new LinkedHashMap<>();

  private Interleaved() {}

  /** Something that can be measured again and again. */
  interface Way {
    double measure() throws IOException, InterruptedException;
  }

  /** Measures all ways in their order, and so {@code repetitions} times, after one that is lost. */
  static Interleaved of(int repetitions, Map<String, Way> ways)
      throws IOException, InterruptedException {
    Interleaved result = new Interleaved();
    for (int repetition = -1; repetition < repetitions; repetition++) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        double value = way.getValue().measure();
        if (repetition >= 0) {
          result.values.computeIfAbsent(way.getKey(), key -> new double[repetitions])[repetition] =
              value;
        }
      }
    }
    return result;
  }

  double median(String way) {
    return median(values.get(way));
  }

  /** The median of the ratios of a way to another in the same repetition. */
  double ratio(String way, String other) {
    double[] numerators = values.get(way);
    double[] denominators = values.get(other);
    return median(
        IntStream.range(0, numerators.length)
            .mapToDouble(repetition -> numerators[repetition] / denominators[repetition])
            .toArray());
  }

  static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
