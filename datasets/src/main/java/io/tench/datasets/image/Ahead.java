package io.tench.datasets.image;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Runs a producer on a thread of its own, ahead of the one who takes, by at most {@code capacity}
 * values. Values come in order; a failure comes in its place, and again at every later call. The
 * thread is a daemon, and has ended when {@link #close} returns.
 */
final class Ahead<T> implements Closeable {
  /** Makes one value after the other, and null after the last. */
  interface Producer<T> {
    T next() throws IOException, InterruptedException;
  }

  /** A value, or why there is none; or neither, at the end. */
  private record Outcome<T>(T value, Throwable failure) {
    boolean last() {
      return value == null;
    }
  }

  private final BlockingQueue<Outcome<T>> ready;
  private final Thread thread;
  private Outcome<T> end;

  Ahead(String name, int capacity, Producer<T> producer) {
    ready = new ArrayBlockingQueue<>(capacity);
    thread = new Thread(() -> run(producer), name);
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Producer<T> producer) {
    try {
      Outcome<T> outcome;
      do {
        outcome = outcome(producer);
        ready.put(outcome);
      } while (!outcome.last());
    } catch (InterruptedException closed) {
      Thread.currentThread().interrupt();
    }
  }

  private static <T> Outcome<T> outcome(Producer<T> producer) throws InterruptedException {
    try {
      return new Outcome<>(producer.next(), null);
    } catch (IOException | RuntimeException | Error failure) {
      return new Outcome<>(null, failure);
    }
  }

  /** The next value, or null after the last; waits for it. Throws what the producer threw. */
  T take() throws IOException, InterruptedException {
    Outcome<T> outcome = end == null ? ready.take() : end;
    if (!outcome.last()) {
      return outcome.value();
    }
    end = outcome;
    if (outcome.failure() instanceof IOException failure) {
      throw failure;
    } else if (outcome.failure() instanceof RuntimeException failure) {
      throw failure;
    } else if (outcome.failure() instanceof Error failure) {
      throw failure;
    }
    return null;
  }

  @Override
  public void close() {
    thread.interrupt();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException again) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
