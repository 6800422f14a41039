package io.tench.workers;

/**
 * Training has left the numbers: a loss or a parameter is not finite, or a loss is above the bound.
 * Running the same again will give the same.
 */
public final class DivergenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final long step;

  /**
   * Says where it happened.
   *
   * @param step the global step
   * @param loss of that step
   */
  public DivergenceException(int round, int replica, long step, double loss) {
    super(
        "Training diverged in round %d, replica %d, step %d, where the loss was %s: lower the learning rate, lengthen its warm-up, or set training.gradient-clip or fault-tolerance.divergence-retries."
            .formatted(round, replica, step, loss));
    this.step = step;
  }

  /** The global step. */
  public long step() {
    return step;
  }
}
