package io.tench.workers;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Open networks that wait for their next task: building one takes longer than a short task. Each
 * task loads all of its state, so nothing passes from one to the next. No more networks are open at
 * any time than were in use at once.
 */
final class Networks {
  /** The process's own. */
  static final Networks SHARED = new Networks();

  private final Deque<Idle> idle = new ArrayDeque<>();
  private int inUse;
  private int mostInUse;

  /** What a task does with a network that nobody else uses meanwhile. */
  interface Work<T> {
    T with(Network network) throws IOException;
  }

  private record Key(String backend, NetworkSettings settings) {}

  private record Idle(Key key, Network network) {}

  /**
   * Does the work with an idle network, or a new one. If it fails, so that one is not used again.
   */
  <T> T lend(Backend backend, NetworkSettings settings, Work<T> work) throws IOException {
    Key key = new Key(backend.name(), settings);
    Network network = take(key);
    boolean whole = false;
    try {
      if (network == null) {
        network = backend.open(settings);
      }
      T result = work.with(network);
      whole = true;
      return result;
    } finally {
      giveBack(key, network, whole);
    }
  }

  private synchronized Network take(Key key) {
    inUse++;
    mostInUse = Math.max(mostInUse, inUse);
    for (Iterator<Idle> waiting = idle.iterator(); waiting.hasNext(); ) {
      Idle next = waiting.next();
      if (next.key().equals(key)) {
        waiting.remove();
        return next.network();
      }
    }
    while (idle.size() + inUse > mostInUse) {
      idle.removeLast().network().close();
    }
    return null;
  }

  private synchronized void giveBack(Key key, Network network, boolean whole) {
    inUse--;
    if (whole) {
      idle.addFirst(new Idle(key, network));
    } else if (network != null) {
      network.close();
    }
  }
}
