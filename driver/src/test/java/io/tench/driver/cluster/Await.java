package io.tench.driver.cluster;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for a named condition, and fails with its name at the deadline. */
public final class Await {
  private static final Duration PAUSE = Duration.ofMillis(100);

  private Await() {}

  /**
   * Asks {@code condition} until it holds.
   *
   * @throws AssertionError naming {@code what}, with the condition's last exception, at the
   *     deadline
   */
  public static void until(String what, Duration limit, Callable<Boolean> condition) {
    long deadline = System.nanoTime() + limit.toNanos();
    Exception last = null;
    while (System.nanoTime() < deadline) {
      try {
        if (condition.call()) {
          return;
        }
      } catch (Exception failure) {
        last = failure;
      }
      try {
        Thread.sleep(PAUSE.toMillis());
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted while waiting for " + what, interrupted);
      }
    }
    throw new AssertionError("waited " + limit + " in vain for " + what, last);
  }
}
