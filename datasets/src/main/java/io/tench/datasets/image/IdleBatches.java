package io.tench.datasets.image;

import io.tench.datasets.Batch;
import io.tench.datasets.ImageShape;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Batches that no stream holds, kept for the next: a round's streams take over the last round's
 * buffers, since new direct memory costs clearing and waits for the garbage collector to go.
 */
final class IdleBatches {
  /** As much as may lie idle; the longest idle go first. */
  private static final long LIMIT_BYTES = Runtime.getRuntime().maxMemory() / 4;

  private static final Deque<Batch> IDLE = new ArrayDeque<>();
  private static long bytes;

  private IdleBatches() {}

  /** An idle batch of this kind, or a new one. Its content is undefined. */
  static synchronized Batch take(ImageShape shape, Batch.Layout layout, int capacity) {
    for (Iterator<Batch> idle = IDLE.descendingIterator(); idle.hasNext(); ) {
      Batch batch = idle.next();
      if (batch.capacity() == capacity && batch.layout() == layout && batch.shape().equals(shape)) {
        idle.remove();
        bytes -= batch.bytes().capacity();
        return batch;
      }
    }
    return new Batch(shape, layout, capacity);
  }

  static synchronized void give(Batch batch) {
    IDLE.addLast(batch);
    bytes += batch.bytes().capacity();
    while (bytes > LIMIT_BYTES) {
      bytes -= IDLE.removeFirst().bytes().capacity();
    }
  }
}
