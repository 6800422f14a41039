package io.tench.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShardPartitionerTest {
  @Test
  void cutsSplitsIntoConsecutiveShardsEqualToWithinOneRow() {
    long seed = 42;
    Random random = new Random(seed);
    for (int trial = 0; trial < 200; trial++) {
      int train = 1 + random.nextInt(300);
      int validation = 1 + random.nextInt(50);
      ShardedSplit first = ShardedSplit.of("train", 0, train, train * 10L, 1 + random.nextInt(500));
      ShardedSplit second =
          ShardedSplit.of("val", train, validation, validation * 10L, 1 + random.nextInt(500));
      ShardPartitioner partitioner = new ShardPartitioner(List.of(first, second));

      int[] rows = new int[partitioner.numPartitions()];
      int last = 0;
      for (long place = 0; place < train + validation; place++) {
        int partition = partitioner.getPartition(place);
        assertThat(partition).as("seed %d, trial %d", seed, trial).isBetween(last, last + 1);
        assertThat(partitioner.file(partition)).startsWith(place < train ? "train-" : "val-");
        last = partition;
        rows[partition]++;
      }
      int[] ofTrain = Arrays.stream(rows, 0, first.shards()).sorted().toArray();
      assertThat(ofTrain[ofTrain.length - 1] - ofTrain[0]).isLessThanOrEqualTo(1);
      assertThat(ofTrain[0]).isPositive();
    }
  }

  @Test
  void namesShardsLikeHuggingFace() {
    ShardPartitioner partitioner =
        new ShardPartitioner(
            List.of(new ShardedSplit("train", 0, 10, 3), new ShardedSplit("val", 10, 5, 1)));
    assertThat(partitioner.file(2)).isEqualTo("train-00002-of-00003.parquet");
    assertThat(partitioner.file(3)).isEqualTo("val-00000-of-00001.parquet");
  }
}
