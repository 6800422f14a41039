package io.tench.driver;

import java.io.Serializable;

/**
 * A range of the flat vector that can be averaged by itself.
 *
 * @param from its first float
 * @param to the float behind its last
 */
public record Slice(int from, int to) implements Serializable {
  public Slice {
    if (from < 0 || to < from) {
      throw new IllegalArgumentException("a slice cannot go from %d to %d".formatted(from, to));
    }
  }

  public int length() {
    return to - from;
  }

  boolean contains(int index) {
    return from <= index && index < to;
  }
}
