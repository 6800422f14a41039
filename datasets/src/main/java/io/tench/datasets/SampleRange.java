package io.tench.datasets;

import java.io.Serializable;

/**
 * Positions {@code from} (inclusive) to {@code to} (exclusive) of an epoch's {@link SampleOrder}.
 */
public record SampleRange(int epoch, long from, long to) implements Serializable {
  public SampleRange {
    if (epoch < 0 || from < 0 || to < from) {
      throw new IllegalArgumentException(
          "range must have epoch >= 0 and 0 <= from <= to, was %d: %d..%d"
              .formatted(epoch, from, to));
    }
  }

  public long size() {
    return to - from;
  }

  /** Part {@code index} of {@code count} contiguous parts whose sizes differ by one at most. */
  public SampleRange part(int index, int count) {
    return new SampleRange(
        epoch, from + size() * index / count, from + size() * (index + 1) / count);
  }
}
