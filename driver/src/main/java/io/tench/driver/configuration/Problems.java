package io.tench.driver.configuration;

import io.tench.datasets.BadInputException;
import java.util.ArrayList;
import java.util.List;

/** Everything that is wrong with a configuration, to be said at once. */
final class Problems {
  private final List<String> sentences = new ArrayList<>();

  void add(String where, String what) {
    sentences.add(where + ": " + what + (what.endsWith("?") ? "" : "."));
  }

  int count() {
    return sentences.size();
  }

  /**
   * Ends the reading if there is a problem.
   *
   * @throws BadInputException with all of them
   */
  void throwIfAny() {
    if (sentences.size() == 1) {
      throw new BadInputException(sentences.get(0));
    }
    if (!sentences.isEmpty()) {
      throw new BadInputException(
          sentences.size() + " problems:\n  " + String.join("\n  ", sentences));
    }
  }
}
