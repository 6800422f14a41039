package io.tench.driver.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * One round, in seconds.
 *
 * @param round from its start to the averaged parameters
 * @param own of the slowest replica: taking over the parameters, then all of its steps
 * @param steps of the slowest replica, alone
 */
record RoundTime(double round, double own, double steps) {
  double machinery() {
    return round - own;
  }

  static double median(List<RoundTime> rounds, ToDoubleFunction<RoundTime> time) {
    double[] sorted = rounds.stream().mapToDouble(time).sorted().toArray();
    return sorted[sorted.length / 2];
  }
}
