package io.tench.datasets;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Random orders: Fisher-Yates permutations (Durstenfeld, CACM 1964, algorithm 235: for {@code i}
 * from {@code n - 1} down to 1, exchange {@code i} with {@code j <= i}), drawn from SplitMix64
 * ({@link SplittableRandom#nextLong}); {@code j} is the draw's upper 32 bits times {@code i + 1},
 * divided by 2^32.
 */
public final class Permutation {
  private Permutation() {}

  /** {@code 0..count-1} in a random order. */
  public static int[] of(int count, long seed) {
    int[] numbers = identity(count);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = count - 1; i > 0; i--) {
      int j = (int) (((random.nextLong() >>> 32) * (i + 1)) >>> 32);
      int number = numbers[i];
      numbers[i] = numbers[j];
      numbers[j] = number;
    }
    return numbers;
  }

  static int[] identity(int count) {
    int[] numbers = new int[count];
    Arrays.setAll(numbers, number -> number);
    return numbers;
  }
}
