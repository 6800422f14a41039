package io.tench.driver.configuration;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import org.apache.commons.text.similarity.LevenshteinDistance;

/** What somebody meant who wrote a word that is not known. */
public final class NearestKey {
  private NearestKey() {}

  /** The known word with the least edit distance, if it is at most half of the word's length. */
  public static Optional<String> of(String word, Collection<String> known) {
    LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
    return known.stream()
        .min(
            Comparator.<String>comparingInt(candidate -> distance.apply(word, candidate))
                .thenComparing(Comparator.naturalOrder()))
        .filter(nearest -> distance.apply(word, nearest) <= Math.max(2, word.length() / 2));
  }
}
