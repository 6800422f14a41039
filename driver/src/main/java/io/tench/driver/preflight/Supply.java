package io.tench.driver.preflight;

/**
 * What one executor has: of several, the one that has least.
 *
 * @param heap most bytes of Java's heap
 * @param memory bytes beside the heap in a container, with the heap elsewhere
 * @param javacpp most bytes of the whole process for javacpp, or 0 for no bound
 * @param slots tasks that it runs at once
 * @param cores of its machine
 */
public record Supply(Home home, long heap, long memory, long javacpp, int slots, int cores) {
  public Supply {
    if (slots < 1) {
      throw new IllegalArgumentException("slots must be >= 1, was " + slots);
    }
  }

  /** What an executor's memory is bounded by. */
  public enum Home {
    /** A cluster manager that ends an executor which takes more. */
    CONTAINER,
    /** A machine, perhaps with other executors. */
    MACHINE,
    /** A machine; driver and tasks are in one process. */
    THIS_PROCESS
  }

  /** Bytes that are left beside the heap if the heap takes so many. */
  long besideHeap(long heapBytes) {
    return home == Home.CONTAINER ? memory : Math.max(0, memory - heapBytes);
  }
}
