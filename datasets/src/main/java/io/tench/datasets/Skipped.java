package io.tench.datasets;

import java.io.Serializable;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * Samples that were left out.
 *
 * @param reasons a sentence for each of the first {@value #MOST_REASONS} at most
 */
public record Skipped(long count, List<String> reasons) implements Serializable {
  /** Nothing was. */
  public static final Skipped NONE = new Skipped(0, List.of());

  static final int MOST_REASONS = 3;

  public Skipped {
    reasons = reasons.stream().distinct().limit(MOST_REASONS).toList();
  }

  /** All of these together, in order. */
  public static Skipped of(Collection<Skipped> parts) {
    return parts.stream().reduce(NONE, Skipped::and);
  }

  /** Both. */
  public Skipped and(Skipped other) {
    return other.count == 0
        ? this
        : new Skipped(
            count + other.count, Stream.of(reasons, other.reasons).flatMap(List::stream).toList());
  }
}
