package io.tench.workers;

/**
 * Training has left the numbers: a loss or a parameter is not finite. Running it again will too.
 */
public final class DivergenceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Says where it happened.
   *
   * @param step the global step
   * @param loss of that step
   */
  public DivergenceException(int round, int replica, long step, double loss) {
    super(
        "Training diverged in round %d, replica %d, step %d, where the loss was %s: lower the learning rate, lengthen its warm-up or set gradient-clip."
            .formatted(round, replica, step, loss));
  }
}
