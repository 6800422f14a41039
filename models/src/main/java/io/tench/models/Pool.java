package io.tench.models;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Things that one thread at a time may use: made when all others are in use, used again, never more
 * than a bound. Thread-safe.
 */
public final class Pool<T> implements AutoCloseable {
  private final Semaphore places;
  private final Supplier<T> maker;
  private final Consumer<T> closer;
  private final Deque<T> idle = new ArrayDeque<>();
  private boolean closed;

  /**
   * An empty pool.
   *
   * @param most in use at once; further threads wait
   */
  public Pool(int most, Supplier<T> maker, Consumer<T> closer) {
    places = new Semaphore(most);
    this.maker = maker;
    this.closer = closer;
  }

  /** Does the work with one that nobody else uses meanwhile; if it fails, that one is given up. */
  public <R> R with(Function<T, R> work) {
    places.acquireUninterruptibly();
    try {
      T member = take();
      boolean whole = false;
      try {
        R result = work.apply(member);
        whole = true;
        return result;
      } finally {
        giveBack(member, whole);
      }
    } finally {
      places.release();
    }
  }

  private T take() {
    synchronized (this) {
      if (!idle.isEmpty()) {
        return idle.pop();
      }
    }
    return maker.get();
  }

  private void giveBack(T member, boolean whole) {
    synchronized (this) {
      if (whole && !closed) {
        idle.push(member);
        return;
      }
    }
    closer.accept(member);
  }

  /** Closes what is idle now, and from now on all that comes back. */
  @Override
  public void close() {
    List<T> waiting;
    synchronized (this) {
      closed = true;
      waiting = new ArrayList<>(idle);
      idle.clear();
    }
    waiting.forEach(closer);
  }
}
