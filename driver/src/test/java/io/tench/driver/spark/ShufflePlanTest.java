package io.tench.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShufflePlanTest {
  private static final long SEED = 20261124;

  @Test
  void sendsEveryImageToAPlaceOfItsOwn() {
    Random random = new Random(SEED);
    for (int trial = 0; trial < 100; trial++) {
      List<int[]> parts = parts(random, 1 + random.nextInt(6), 5);
      double fraction = random.nextInt(3) * 0.2;
      ShufflePlan plan = ShufflePlan.holdingOut(parts, 5, fraction, trial);
      assertThat(Arrays.stream(plan.destinations()).sorted())
          .as("seed %d, trial %d", SEED, trial)
          .containsExactlyElementsOf(IntStream.range(0, plan.rows()).boxed().toList());
      if (fraction == 0) {
        assertThat(plan.trainRows()).isEqualTo(plan.rows());
      }
    }
  }

  @Test
  void holdsOutTheFractionOfEachClassAndNeverAllOfIt() {
    int[] labels = IntStream.range(0, 1000).map(index -> index < 900 ? 0 : 1).toArray();
    int[] few = {2, 3, 3};
    ShufflePlan plan = ShufflePlan.holdingOut(List.of(labels, few), 4, 0.1, SEED);

    int[] held = new int[4];
    for (int image = 0; image < plan.rows(); image++) {
      if (plan.destinations()[image] >= plan.trainRows()) {
        held[image < 1000 ? labels[image] : few[image - 1000]]++;
      }
    }
    assertThat(held).containsExactly(90, 10, 0, 1);
    assertThat(plan.starts()).containsExactly(0, 1000);
  }

  @Test
  void keepsTheSplitsOfASourceThatHasBoth() {
    ShufflePlan plan =
        ShufflePlan.ofSplits(List.of(new int[40], new int[60]), List.of(new int[30]), SEED);
    assertThat(plan.trainRows()).isEqualTo(100);
    assertThat(Arrays.stream(plan.destinations(), 0, 100)).allMatch(place -> place < 100);
    assertThat(Arrays.stream(plan.destinations(), 100, 130))
        .allMatch(place -> place >= 100 && place < 130);
  }

  @Test
  void putsAnImageAnywhereWithTheSameProbability() {
    int[] counts = new int[5 * 5];
    for (int seed = 0; seed < 10_000; seed++) {
      int[] places = ShufflePlan.holdingOut(List.of(new int[5]), 1, 0, seed).destinations();
      for (int image = 0; image < 5; image++) {
        counts[5 * image + places[image]]++;
      }
    }
    // 2000 each, give or take five standard deviations of a binomial with p = 1/5.
    assertThat(Arrays.stream(counts)).allMatch(count -> count >= 1800 && count <= 2200);
  }

  @Test
  void dependsOnTheSeedAlone() {
    List<int[]> parts = parts(new Random(SEED), 3, 5);
    int[] first = ShufflePlan.holdingOut(parts, 5, 0.1, 7).destinations();
    assertThat(ShufflePlan.holdingOut(parts, 5, 0.1, 7).destinations()).isEqualTo(first);
    assertThat(ShufflePlan.holdingOut(parts, 5, 0.1, 8).destinations()).isNotEqualTo(first);
  }

  private static List<int[]> parts(Random random, int count, int classes) {
    List<int[]> parts = new ArrayList<>();
    for (int part = 0; part < count; part++) {
      parts.add(random.ints(random.nextInt(50), 0, classes).toArray());
    }
    return parts;
  }
}
