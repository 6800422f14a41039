package io.tench.workers;

/** What is read off a network's softmax, one row {@code [classes]} an image. */
public final class ClassProbabilities {
  private ClassProbabilities() {}

  /**
   * Cross-entropy against the smoothed target of {@link NetworkSettings#labelSmoothing}; with
   * {@code smoothing} 0, {@code -log p[label]}. A probability of 0 counts as the least float32.
   */
  public static double crossEntropy(float[] probabilities, int label, double smoothing) {
    double loss = -(1 - smoothing) * logarithm(probabilities[label]);
    if (smoothing > 0) {
      double sum = 0;
      for (float probability : probabilities) {
        sum += logarithm(probability);
      }
      loss -= smoothing / probabilities.length * sum;
    }
    return loss;
  }

  /** The best class; the first of equals. */
  public static int best(float[] probabilities) {
    int best = 0;
    for (int index = 1; index < probabilities.length; index++) {
      if (probabilities[index] > probabilities[best]) {
        best = index;
      }
    }
    return best;
  }

  /**
   * Classes that come before {@code label}: 0 if it is the best. Of equals the first comes first.
   */
  public static int rank(float[] probabilities, int label) {
    int rank = 0;
    for (int index = 0; index < probabilities.length; index++) {
      if (probabilities[index] > probabilities[label]
          || (probabilities[index] == probabilities[label] && index < label)) {
        rank++;
      }
    }
    return rank;
  }

  private static double logarithm(float probability) {
    return Math.log(Math.max(probability, Float.MIN_NORMAL));
  }
}
