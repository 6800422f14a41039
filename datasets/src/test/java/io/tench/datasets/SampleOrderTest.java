package io.tench.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SampleOrderTest {
  private static final long SEED = 20261124;

  @Test
  void readsEverySampleOnceHoweverAnEpochIsDivided() {
    Random random = new Random(SEED);
    for (int round = 0; round < 200; round++) {
      ShardManifest manifest = manifest(random);
      SampleOrder order = new SampleOrder(manifest, random.nextLong(), random.nextInt(100));
      List<String> whole = rows(order, 0, manifest.rows());
      assertThat(whole)
          .as("seed %d, round %d", SEED, round)
          .doesNotHaveDuplicates()
          .hasSize((int) manifest.rows());
      SampleRange epoch = new SampleRange(0, 0, manifest.rows());
      int parts = 1 + random.nextInt(9);
      List<String> joined = new ArrayList<>();
      for (int part = 0; part < parts; part++) {
        SampleRange range = epoch.part(part, parts);
        joined.addAll(rows(order, range.from(), range.to()));
      }
      assertThat(joined).as("seed %d, round %d", SEED, round).isEqualTo(whole);
    }
  }

  @Test
  void numbersThePositionsOfItsSlices() {
    Random random = new Random(SEED);
    for (int round = 0; round < 100; round++) {
      ShardManifest manifest = manifest(random);
      long from = random.nextLong(manifest.rows() + 1);
      long to = from + random.nextLong(manifest.rows() - from + 1);
      long next = from;
      for (RowGroupSlice slice : new SampleOrder(manifest, round, 3).slices(from, to)) {
        assertThat(slice.position()).as("seed %d, round %d", SEED, round).isEqualTo(next);
        assertThat(slice.rows()).isNotEmpty();
        next += slice.rows().length;
      }
      assertThat(next).isEqualTo(to);
    }
  }

  @Test
  void differsBySeedAndEpochAndNothingElse() {
    ShardManifest manifest = manifest(List.of(List.of(10, 20, 30), List.of(25, 5)));
    List<String> order = rows(new SampleOrder(manifest, 1, 0), 0, 90);
    assertThat(rows(new SampleOrder(manifest, 1, 0), 0, 90)).isEqualTo(order);
    assertThat(rows(new SampleOrder(manifest, 1, 1), 0, 90)).isNotEqualTo(order);
    assertThat(rows(new SampleOrder(manifest, 2, 0), 0, 90)).isNotEqualTo(order);
  }

  @Test
  void keepsThisOrderFromVersionToVersion() {
    ShardManifest manifest = manifest(List.of(List.of(3, 2), List.of(4)));
    assertThat(rows(new SampleOrder(manifest, 7, 2), 0, 9))
        .containsExactly(
            "1/0/2", "1/0/3", "1/0/0", "1/0/1", "0/0/2", "0/0/1", "0/0/0", "0/1/1", "0/1/0");
  }

  @Test
  void isUniform() {
    ShardManifest manifest = manifest(List.of(List.of(4)));
    int[][] counts = new int[4][4];
    for (int epoch = 0; epoch < 12_000; epoch++) {
      int[] rows = new SampleOrder(manifest, SEED, epoch).slices(0, 4).get(0).rows();
      for (int place = 0; place < 4; place++) {
        counts[place][rows[place]]++;
      }
    }
    for (int[] place : counts) {
      for (int count : place) {
        assertThat(count).isBetween(2800, 3200);
      }
    }
  }

  @Test
  void readsFilesInTheirOrderWhenNotShuffled() {
    ShardManifest manifest = manifest(List.of(List.of(2, 1), List.of(), List.of(2)));
    assertThat(rows(SampleOrder.inFileOrder(manifest), 1, 5))
        .containsExactly("0/0/1", "0/1/0", "2/0/0", "2/0/1");
    assertThat(SampleOrder.inFileOrder(manifest).slices(5, 5)).isEmpty();
  }

  @Test
  void refusesPositionsThatAreNotThere() {
    SampleOrder order = new SampleOrder(manifest(List.of(List.of(2))), 1, 0);
    assertThatThrownBy(() -> order.slices(1, 3))
        .hasMessage("positions must be 0 <= from <= to <= 2, were 1 and 3");
  }

  private static List<String> rows(SampleOrder order, long from, long to) {
    List<String> rows = new ArrayList<>();
    for (RowGroupSlice slice : order.slices(from, to)) {
      for (int row : slice.rows()) {
        rows.add(slice.shard() + "/" + slice.rowGroup() + "/" + row);
      }
    }
    return rows;
  }

  private static ShardManifest manifest(Random random) {
    List<List<Integer>> shards = new ArrayList<>();
    for (int shard = random.nextInt(5); shard >= 0; shard--) {
      List<Integer> rowGroups = new ArrayList<>();
      for (int group = random.nextInt(6); group >= 0; group--) {
        rowGroups.add(1 + random.nextInt(40));
      }
      shards.add(rowGroups);
    }
    return manifest(shards);
  }

  private static ShardManifest manifest(List<List<Integer>> shards) {
    return new ShardManifest(
        ShardManifest.VERSION,
        DataSets.labels(2),
        ChannelStatistics.IMAGENET,
        shards.stream().map(rowGroups -> new ShardFile("x", 1, "", rowGroups)).toList());
  }
}
