package io.tench.driver.report;

import java.util.List;

/** One value measured with several seeds. */
record Spread(double mean, double least, double greatest, int count) {
  /** Of one value or more. */
  static Spread of(List<Double> values) {
    return new Spread(
        values.stream().mapToDouble(Double::doubleValue).average().orElseThrow(),
        values.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
        values.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
        values.size());
  }
}
