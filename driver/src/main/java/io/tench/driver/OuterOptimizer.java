package io.tench.driver;

import java.io.Serializable;

/** What the driver does with the replicas' average. */
public sealed interface OuterOptimizer extends Serializable {
  /** Takes it as it is. */
  record Average() implements OuterOptimizer {}

  /**
   * Nesterov momentum on the pseudo-gradient (DiLoCo; Douillard et al., 2311.08105, algorithm 1).
   */
  record Nesterov(double learningRate, double momentum) implements OuterOptimizer {}

  /** Slow momentum, in units of the inner learning rate (Wang et al., ICLR 2020, algorithm 1). */
  record SlowMo(double learningRate, double momentum) implements OuterOptimizer {}
}
