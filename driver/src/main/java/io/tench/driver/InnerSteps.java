package io.tench.driver;

import java.io.Serializable;

/** How many steps each replica takes before the next average. */
public sealed interface InnerSteps extends Serializable {
  /**
   * Steps of the round that starts now; at least 1.
   *
   * @param epoch how far the run is, in epochs
   * @param rate the learning rate at the round's start; in the warm-up, the rate right after it
   */
  int at(double epoch, double rate);

  /** The same policy over {@code stretch} times as many epochs. */
  default InnerSteps stretched(double stretch) {
    return this;
  }

  /** Always {@code steps} (local SGD; Stich, ICLR 2019). */
  record Constant(int steps) implements InnerSteps {
    public Constant {
      requireSteps(steps);
    }

    @Override
    public int at(double epoch, double rate) {
      return steps;
    }
  }

  /**
   * One step until {@code fromEpoch}, then {@code steps} (post-local SGD; Lin et al., ICLR 2020).
   */
  record PostLocal(int steps, double fromEpoch) implements InnerSteps {
    public PostLocal {
      requireSteps(steps);
      if (!(fromEpoch >= 0)) {
        throw new IllegalArgumentException("from-epoch must be >= 0, was " + fromEpoch);
      }
    }

    @Override
    public InnerSteps stretched(double stretch) {
      return new PostLocal(steps, fromEpoch * stretch);
    }

    @Override
    public int at(double epoch, double rate) {
      return epoch < fromEpoch ? 1 : steps;
    }
  }

  /**
   * {@code max(base, floor((alpha / rate)^2))} with the learning rate at the round's start
   * (quadratic synchronization rule; Gu et al., 2310.14423, eq. 2). The rule is for a falling rate:
   * as the paper advises, the warm-up uses the steps of the first round after it.
   */
  record Qsr(int base, double alpha) implements InnerSteps {
    public Qsr {
      requireSteps(base);
      if (!(alpha > 0)) {
        throw new IllegalArgumentException("alpha must be > 0, was " + alpha);
      }
    }

    @Override
    public int at(double epoch, double rate) {
      double ratio = alpha / rate;
      return (int) Math.max(base, Math.floor(ratio * ratio));
    }
  }

  private static void requireSteps(int steps) {
    if (steps < 1) {
      throw new IllegalArgumentException("inner steps must be >= 1, was " + steps);
    }
  }
}
