package io.tench.workers;

import java.io.Serializable;
import java.util.List;

/**
 * The learning rate at each global step (steps of one replica since the start of the run): linear
 * warm-up to {@code peak} (Goyal et al., 2017, section 2.2), then the decay.
 *
 * @param warmupSteps steps of the warm-up; 0 for none
 */
public record LearningRate(double peak, long warmupSteps, Decay decay) implements Serializable {
  public LearningRate {
    if (!(peak > 0)) {
      throw new IllegalArgumentException("learning rate must be > 0, was " + peak);
    }
    if (warmupSteps < 0) {
      throw new IllegalArgumentException("warm-up must be >= 0, was " + warmupSteps);
    }
  }

  /** How the rate falls after the warm-up. */
  public sealed interface Decay extends Serializable {
    /** It does not. */
    record Constant() implements Decay {}

    /**
     * Half a cosine from the peak to 0 at {@code totalSteps} (Loshchilov and Hutter, ICLR 2017, eq.
     * 5).
     */
    record Cosine(long totalSteps) implements Decay {}

    /** Times {@code factor} at each of {@code steps}, ascending. */
    record Steps(List<Long> steps, double factor) implements Decay {
      public Steps {
        steps = List.copyOf(steps);
      }
    }
  }

  /** The rate of global step {@code step}, counted from 0. */
  public double at(long step) {
    if (step < warmupSteps) {
      return peak * (((double) (step + 1) / (double) warmupSteps));
    }
    if (decay instanceof Decay.Cosine cosine) {
      long length = Math.max(1, cosine.totalSteps() - warmupSteps);
      double progress = Math.min(1.0, (step - warmupSteps) / (double) length);
      return peak * 0.5 * (1 + Math.cos(Math.PI * progress));
    }
    if (decay instanceof Decay.Steps steps) {
      long passed = steps.steps().stream().filter(boundary -> step >= boundary).count();
      return peak * Math.pow(steps.factor(), passed);
    }
    return peak;
  }
}
