package io.tench.driver.cli.bench;

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

  double beyondSteps() {
    return round - steps;
  }

  static double median(List<RoundTime> rounds, ToDoubleFunction<RoundTime> time) {
    return Interleaved.median(rounds.stream().mapToDouble(time).toArray());
  }
}
