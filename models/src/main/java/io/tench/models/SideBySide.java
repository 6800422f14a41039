package io.tench.models;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Work on files that is done at the same time, and is over when the method returns: by then nothing
 * runs any more, whether all succeeded, one failed, or the caller was interrupted.
 */
final class SideBySide {
  private SideBySide() {}

  /** Work on one file. */
  interface FileWork<T> extends Callable<T> {
    @Override
    T call() throws IOException;
  }

  /**
   * Does all of it, on as many threads; one is the caller's own, which stops at the first failure.
   *
   * @return what each came to, in the order of the work
   * @throws IOException that of the first work, in this order, that failed
   * @throws InterruptedIOException if the caller was interrupted, which it then still is; the work
   *     under way was interrupted too
   */
  static <T> List<T> run(List<? extends FileWork<T>> work, int threads) throws IOException {
    List<T> results = new ArrayList<>();
    if (threads == 1) {
      for (FileWork<T> file : work) {
        results.add(file.call());
      }
      return results;
    }
    ExecutorService executor =
        Executors.newFixedThreadPool(Math.min(threads, work.size()), SideBySide::thread);
    try {
      for (Future<T> done : executor.invokeAll(work)) {
        results.add(done.get());
      }
      return results;
    } catch (ExecutionException failure) {
      throw thrown(failure.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while files were written");
    } finally {
      end(executor);
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "tench-files");
    thread.setDaemon(true);
    return thread;
  }

  private static IOException thrown(Throwable failure) {
    if (failure instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (failure instanceof Error error) {
      throw error;
    }
    return (IOException) failure;
  }

  /** Interrupts what still runs, and waits for it. */
  private static void end(ExecutorService executor) {
    executor.shutdownNow();
    boolean interrupted = Thread.interrupted();
    while (!executor.isTerminated()) {
      try {
        executor.awaitTermination(1, TimeUnit.DAYS);
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
