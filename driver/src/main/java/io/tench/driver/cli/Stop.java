package io.tench.driver.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.hadoop.util.ShutdownHookManager;

/**
 * Ends a run in order when the process is told to end (Ctrl-C): asks it to stop and waits until it
 * has. Hadoop's hooks run by priority, so that this one comes before those that take Spark and the
 * file systems away.
 */
final class Stop {
  private static final int BEFORE_SPARK = 100;
  private static final long PATIENCE_MINUTES = 10;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Runnable hook;

  private Stop(Runnable stop) {
    hook =
        () -> {
          stop.run();
          try {
            ended.await();
          } catch (InterruptedException impatient) {
            Thread.currentThread().interrupt();
          }
        };
    ShutdownHookManager.get()
        .addShutdownHook(hook, BEFORE_SPARK, PATIENCE_MINUTES, TimeUnit.MINUTES);
  }

  /** Does the work; {@code stop} is run when the process is told to end meanwhile. */
  static void during(Runnable work, Runnable stop) {
    Stop watch = new Stop(stop);
    try {
      work.run();
    } finally {
      watch.end();
    }
  }

  private void end() {
    ended.countDown();
    if (!ShutdownHookManager.get().isShutdownInProgress()) {
      ShutdownHookManager.get().removeShutdownHook(hook);
    }
  }
}
