package io.tench.driver.spark.ml;

import io.tench.workers.ImageClassifier;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Classifiers that tasks of one process have in common. The least recently used goes when there is
 * one too many; a task that still has it works on, more slowly.
 */
final class Classifiers {
  /** The process's own. */
  static final Classifiers SHARED = new Classifiers(4);

  private final int most;
  private final Map<Object, ImageClassifier> recent = new LinkedHashMap<>(16, 0.75f, true);

  Classifiers(int most) {
    this.most = most;
  }

  /** Makes a classifier. */
  interface Opening<E extends Exception> {
    ImageClassifier open() throws E;
  }

  /** The classifier with this key, opened by the first who asks; others wait for it. */
  synchronized <E extends Exception> ImageClassifier get(Object key, Opening<E> opening) throws E {
    ImageClassifier classifier = recent.get(key);
    if (classifier == null) {
      classifier = opening.open();
      recent.put(key, classifier);
      if (recent.size() > most) {
        Object eldest = recent.keySet().iterator().next();
        recent.remove(eldest).close();
      }
    }
    return classifier;
  }
}
