package io.tench.dl4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlacementTest {
  @Test
  void placesEachObjectOnceAndEvenly() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int trial = 0; trial < 200; trial++) {
      int objects = random.nextInt(300);
      int replicas = 1 + random.nextInt(5);
      int perReplica = 1 + random.nextInt(7);
      Placement placement = new Placement(objects, replicas, perReplica, seed);
      int[] counts = new int[placement.places()];
      boolean[] seen = new boolean[objects];
      for (int position = 0; position < objects; position++) {
        int rank = placement.rank(position);
        assertThat(seen[rank]).as("seed %d", seed).isFalse();
        seen[rank] = true;
        counts[placement.place(rank)]++;
      }
      for (int round = 0; round < placement.rounds(); round++) {
        int[] parts =
            Arrays.stream(placement.placesOf(round)).map(place -> counts[place]).toArray();
        Arrays.sort(parts);
        assertThat(parts[replicas - 1]).isLessThanOrEqualTo(perReplica);
        assertThat(parts[replicas - 1] - parts[0]).as("seed %d", seed).isLessThanOrEqualTo(1);
        if (round < placement.rounds() - 1) {
          assertThat(parts).containsOnly(perReplica);
        }
      }
    }
  }

  @Test
  void ordersByTheSeedAlone() {
    assertThat(order(7)).isEqualTo(order(7)).isNotEqualTo(order(8));
  }

  private static int[] order(long seed) {
    Placement placement = new Placement(50, 2, 5, seed);
    int[] order = new int[50];
    for (int position = 0; position < 50; position++) {
      order[position] = placement.rank(position);
    }
    return order;
  }
}
