package io.tench.driver;

import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import java.io.Serializable;

/**
 * What the driver does with the replicas' average. {@code Δ = start - average} is the
 * pseudo-gradient of a round; batch norm's running statistics take the average as it is.
 */
public sealed interface OuterOptimizer extends Serializable {
  /**
   * The parameters that the next round starts from, and the outer state then.
   *
   * @param start parameters that the round started from
   * @param average of the replicas; not copied
   * @param state this optimizer's after the round before, or {@link OptimizerState#NONE}
   * @param innerRate the inner learning rate at the round's start
   * @param layout of the flat vector
   */
  Step step(
      float[] start,
      float[] average,
      OptimizerState state,
      double innerRate,
      ParameterLayout layout);

  /** What an outer step gives. */
  final class Step {
    private final float[] parameters;
    private final OptimizerState state;

    Step(float[] parameters, OptimizerState state) {
      this.parameters = parameters;
      this.state = state;
    }

    public float[] parameters() {
      return parameters;
    }

    public OptimizerState state() {
      return state;
    }
  }

  /** Takes it as it is. */
  record Average() implements OuterOptimizer {
    @Override
    public Step step(
        float[] start,
        float[] average,
        OptimizerState state,
        double innerRate,
        ParameterLayout layout) {
      return new Step(average, OptimizerState.NONE);
    }
  }

  /**
   * Nesterov momentum on the pseudo-gradient: {@code v = momentum * v + Δ; p = start - rate * (Δ +
   * momentum * v)} (DiLoCo; Douillard et al., 2311.08105, algorithm 1).
   */
  record Nesterov(double learningRate, double momentum) implements OuterOptimizer {
    public Nesterov {
      require(learningRate, momentum);
    }

    @Override
    public Step step(
        float[] start,
        float[] average,
        OptimizerState state,
        double innerRate,
        ParameterLayout layout) {
      return new MomentumStep(
              1 - learningRate * (1 + momentum), learningRate * momentum * momentum, momentum, 1)
          .apply(start, average, state, layout);
    }
  }

  /**
   * Slow momentum, in units of the inner learning rate γ: {@code u = momentum * u + Δ / γ; p =
   * start - rate * γ * u} (Wang et al., ICLR 2020, algorithm 1).
   */
  record SlowMo(double learningRate, double momentum) implements OuterOptimizer {
    public SlowMo {
      require(learningRate, momentum);
    }

    @Override
    public Step step(
        float[] start,
        float[] average,
        OptimizerState state,
        double innerRate,
        ParameterLayout layout) {
      return new MomentumStep(
              1 - learningRate, learningRate * momentum * innerRate, momentum, 1 / innerRate)
          .apply(start, average, state, layout);
    }
  }

  private static void require(double learningRate, double momentum) {
    if (!(learningRate > 0)) {
      throw new IllegalArgumentException("outer learning rate must be > 0, was " + learningRate);
    }
    if (!(momentum >= 0 && momentum < 1)) {
      throw new IllegalArgumentException("outer momentum must be in [0, 1), was " + momentum);
    }
  }
}
