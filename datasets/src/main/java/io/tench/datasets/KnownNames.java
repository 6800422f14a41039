package io.tench.datasets;

import java.util.Collection;
import java.util.Comparator;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** Finds the name that a caller probably meant. */
public final class KnownNames {
  private KnownNames() {}

  /**
   * The known name with the fewest single-character edits from {@code name}; the first of several.
   *
   * @throws java.util.NoSuchElementException if nothing is known
   */
  public static String nearest(String name, Collection<String> known) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return known.stream()
        .min(Comparator.comparingInt(candidate -> distance.apply(name, candidate)))
        .orElseThrow();
  }
}
