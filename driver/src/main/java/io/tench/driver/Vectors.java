package io.tench.driver;

import java.util.List;
import java.util.stream.IntStream;

/**
 * Arithmetic on flat vectors, in double precision and in blocks that run in parallel. An element's
 * value does not depend on the blocks.
 */
final class Vectors {
  private static final int BLOCK = 1 << 16;

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
    double[] sums = new double[to - from];
    for (int k = 0; k < weights.length; k++) {
      float[] vector = vectors.get(k);
      double weight = weights[k];
      for (int i = 0; i < sums.length; i++) {
        sums[i] += weight * vector[from + i];
      }
    }
    for (int i = 0; i < sums.length; i++) {
      sum[from + i] = (float) sums[i];
    }
  }

  private static void twoWeighted(
      float[] first, double w, float[] second, double v, int from, int to, float[] sum) {
    for (int i = from; i < to; i++) {
      sum[i] = (float) (w * first[i] + v * second[i]);
    }
  }
}
