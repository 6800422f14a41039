package io.tench.driver;

import java.io.Serializable;

/** How many steps each replica takes before the next average. */
public sealed interface InnerSteps extends Serializable {
  /** Always {@code steps} (local SGD; Stich, ICLR 2019). */
  record Constant(int steps) implements InnerSteps {
    public Constant {
      requireSteps(steps);
    }
  }

  /**
   * One step until {@code fromEpoch}, then {@code steps} (post-local SGD; Lin et al., ICLR 2020).
   */
  record PostLocal(int steps, double fromEpoch) implements InnerSteps {
    public PostLocal {
      requireSteps(steps);
    }
  }

  /**
   * {@code max(base, floor((alpha / rate)^2))} with the learning rate at the round's start
   * (quadratic synchronization rule; Gu et al., 2310.14423, eq. 2).
   */
  record Qsr(int base, double alpha) implements InnerSteps {
    public Qsr {
      requireSteps(base);
      if (!(alpha > 0)) {
        throw new IllegalArgumentException("alpha must be > 0, was " + alpha);
      }
    }
  }

  private static void requireSteps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("inner steps must be >= 1, was " + steps);
    }
  }
}
