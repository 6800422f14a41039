package io.tench.driver;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Arithmetic on flat vectors, in double precision and in blocks that run in parallel. An element's
 * value does not depend on the blocks.
 */
final class Vectors {
  private static final int BLOCK = 1 << 16;

  /** Sums that stay in a core's nearest cache. */
  private static final int STRIP = 1 << 11;

  private static final int FEW = 4;

  private Vectors() {}

  /** What is done to elements {@code from} (inclusive) to {@code to} (exclusive). */
  @FunctionalInterface
  interface Block {
    void apply(int from, int to);
  }

  static void inBlocks(int length, Block block) {
    int blocks = (length + BLOCK - 1) / BLOCK;
    IntStream.range(0, blocks)
        .parallel()
        .forEach(index -> block.apply(index * BLOCK, (int) Math.min(length, (index + 1L) * BLOCK)));
  }

  /** {@code Σ weights[k] * vectors[k]}, each element summed in the order of {@code k}. */
  static float[] weightedSum(List<float[]> vectors, double[] weights) {
    float[] sum = new float[vectors.get(0).length];
    inBlocks(sum.length, (from, to) -> weightedSum(vectors, weights, from, to, sum));
    return sum;
  }

  private static void weightedSum(
      List<float[]> vectors, double[] weights, int from, int to, float[] sum) {
    if (weights.length == 2) {
      twoWeighted(vectors.get(0), weights[0], vectors.get(1), weights[1], from, to, sum);
      return;
    }
    double[] sums = new double[STRIP];
    for (int strip = from; strip < to; strip += STRIP) {
      int length = Math.min(STRIP, to - strip);
      Arrays.fill(sums, 0);
      for (int k = 0; k < weights.length; k += FEW) {
        if (k + FEW <= weights.length) {
          addFew(vectors, weights, k, strip, length, sums);
        } else {
          for (int one = k; one < weights.length; one++) {
            add(vectors.get(one), weights[one], strip, length, sums);
          }
        }
      }
      for (int i = 0; i < length; i++) {
        sum[strip + i] = (float) sums[i];
      }
    }
  }

  private static void add(float[] vector, double weight, int from, int length, double[] sums) {
    for (int i = 0; i < length; i++) {
      sums[i] += weight * vector[from + i];
    }
  }

  /** Four vectors in one pass, which takes half the time of four; the order is the same. */
  private static void addFew(
      List<float[]> vectors, double[] weights, int k, int from, int length, double[] sums) {
    float[] first = vectors.get(k);
    float[] second = vectors.get(k + 1);
    float[] third = vectors.get(k + 2);
    float[] fourth = vectors.get(k + 3);
    double w1 = weights[k];
    double w2 = weights[k + 1];
    double w3 = weights[k + 2];
    double w4 = weights[k + 3];
    for (int i = 0; i < length; i++) {
      int at = from + i;
      sums[i] = sums[i] + w1 * first[at] + w2 * second[at] + w3 * third[at] + w4 * fourth[at];
    }
  }

  private static void twoWeighted(
      float[] first, double w, float[] second, double v, int from, int to, float[] sum) {
    for (int i = from; i < to; i++) {
      sum[i] = (float) (w * first[i] + v * second[i]);
    }
  }
}
