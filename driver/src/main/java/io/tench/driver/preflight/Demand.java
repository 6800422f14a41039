package io.tench.driver.preflight;

import java.util.List;

/**
 * What a run takes of one executor.
 *
 * @param work that it does, for the table and for messages: {@code 2 replicas of resnet-50}
 * @param heap parts of Java's heap
 * @param beside parts outside of it
 * @param threads that compute at once
 */
public record Demand(String work, List<Part> heap, List<Part> beside, int threads) {
  /** Spark keeps 300 MB of a heap for itself. */
  static final long SPARK = 300L << 20;

  public Demand {
    heap = List.copyOf(heap);
    beside = List.copyOf(beside);
  }

  /** A part of the memory. */
  public record Part(String what, long bytes) {
    public Part {
      if (bytes < 0) {
        throw new IllegalArgumentException(
            "bytes of %s must be >= 0, was %d".formatted(what, bytes));
      }
    }
  }

  public long heapBytes() {
    return heap.stream().mapToLong(Part::bytes).sum();
  }

  public long besideBytes() {
    return beside.stream().mapToLong(Part::bytes).sum();
  }
}
