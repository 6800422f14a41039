package io.tench.workers;

import java.io.Serializable;

/**
 * The optimizer of a replica's steps. Weight decay acts on weights only, never on biases or batch
 * norm.
 */
public sealed interface InnerOptimizer extends Serializable {
  /** Vectors as long as the parameters that it keeps between steps. */
  int vectors();

  /**
   * Stochastic gradient descent: {@code g += weightDecay * p; v = momentum * v + g; p -= rate *
   * (nesterov ? g + momentum * v : v)} (Sutskever et al., ICML 2013, as PyTorch writes it).
   */
  record Sgd(double momentum, boolean nesterov, double weightDecay) implements InnerOptimizer {
    public Sgd {
      if (!(momentum >= 0 && momentum < 1)) {
        throw new IllegalArgumentException("momentum must be in [0, 1), was " + momentum);
      }
      requireDecay(weightDecay);
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("nesterov needs a momentum > 0");
      }
    }

    @Override
    public int vectors() {
      return momentum == 0 ? 0 : 1;
    }
  }

  /**
   * Adam (Kingma and Ba, ICLR 2015, algorithm 1) with decoupled weight decay (Loshchilov and
   * Hutter, ICLR 2019).
   */
  record Adam(double beta1, double beta2, double epsilon, double weightDecay)
      implements InnerOptimizer {
    public Adam {
      if (!(beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1)) {
        throw new IllegalArgumentException(
            "beta1 and beta2 must be in [0, 1), were " + beta1 + " and " + beta2);
      }
      if (!(epsilon > 0)) {
        throw new IllegalArgumentException("epsilon must be > 0, was " + epsilon);
      }
      requireDecay(weightDecay);
    }

    @Override
    public int vectors() {
      return 2;
    }
  }

  private static void requireDecay(double weightDecay) {
    if (!(weightDecay >= 0)) {
      throw new IllegalArgumentException("weight-decay must be >= 0, was " + weightDecay);
    }
  }
}
