package io.tench.workers;

import io.tench.datasets.Skipped;
import io.tench.models.Metrics;
import java.io.Serializable;
import java.util.List;

/**
 * What a network made of some samples. Counts are exact and add up in any order; the loss adds up
 * to the same bits in the same order.
 */
public final class Score implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final int TOP = 5;

  private final long[] samples;
  private final long[] predicted;
  private final long[] correct;
  private long amongTop;
  private double loss;
  private Skipped skipped = Skipped.NONE;

  /** Of no samples. */
  Score(int classes) {
    samples = new long[classes];
    predicted = new long[classes];
    correct = new long[classes];
  }

  /**
   * The score of consecutive ranges together.
   *
   * @param ranges at least one, in the order of the samples
   */
  public static Score of(List<Score> ranges) {
    Score sum = new Score(ranges.get(0).classes());
    for (Score range : ranges) {
      for (int index = 0; index < sum.classes(); index++) {
        sum.samples[index] += range.samples[index];
        sum.predicted[index] += range.predicted[index];
        sum.correct[index] += range.correct[index];
      }
      sum.amongTop += range.amongTop;
      sum.loss += range.loss;
      sum.skipped = sum.skipped.and(range.skipped);
    }
    return sum;
  }

  /** Counts one sample with the class probabilities that the network gave it. */
  void add(float[] probabilities, int label) {
    int best = ClassProbabilities.best(probabilities);
    samples[label]++;
    predicted[best]++;
    correct[label] += best == label ? 1 : 0;
    amongTop += ClassProbabilities.rank(probabilities, label) < TOP ? 1 : 0;
    loss += ClassProbabilities.crossEntropy(probabilities, label, 0);
  }

  void skip(Skipped more) {
    skipped = skipped.and(more);
  }

  /** Samples that could not be read, and were left out. */
  public Skipped skipped() {
    return skipped;
  }

  public int classes() {
    return samples.length;
  }

  public long samples() {
    return sum(samples);
  }

  /** Samples that are of a class. */
  public long samples(int index) {
    return samples[index];
  }

  /** Samples whose best class it was. */
  public long predicted(int index) {
    return predicted[index];
  }

  /** Samples that are of a class and whose best class it was. */
  public long correct(int index) {
    return correct[index];
  }

  /** Means over all samples; zeros if there are none. */
  public Metrics metrics() {
    long all = samples();
    if (all == 0) {
      return new Metrics(0, 0, 0, 0);
    }
    return new Metrics(all, loss / all, (double) sum(correct) / all, (double) amongTop / all);
  }

  private static long sum(long[] counts) {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
