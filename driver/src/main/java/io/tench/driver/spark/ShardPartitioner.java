package io.tench.driver.spark;

import java.util.List;
import java.util.Objects;
import org.apache.spark.Partitioner;

/** Sends a destination of {@link ShufflePlan} to its shard: one partition each, split by split. */
final class ShardPartitioner extends Partitioner {
  private static final long serialVersionUID = 1L;

  private final List<ShardedSplit> splits;

  ShardPartitioner(List<ShardedSplit> splits) {
    this.splits = List.copyOf(splits);
  }

  @Override
  public int numPartitions() {
    return splits.stream().mapToInt(ShardedSplit::shards).sum();
  }

  @Override
  public int getPartition(Object key) {
    long destination = (Long) key;
    int first = 0;
    for (ShardedSplit split : splits) {
      if (destination < split.from() + split.rows()) {
        return first + split.shardOf(destination);
      }
      first += split.shards();
    }
    throw new IllegalArgumentException("there is no destination " + destination);
  }

  /** The name of the shard in a partition: {@code train-00003-of-00042.parquet}. */
  String file(int partition) {
    int shard = partition;
    for (ShardedSplit split : splits) {
      if (shard < split.shards()) {
        return "%s-%05d-of-%05d.parquet".formatted(split.name(), shard, split.shards());
      }
      shard -= split.shards();
    }
    throw new IllegalArgumentException("there is no partition " + partition);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ShardPartitioner partitioner && splits.equals(partitioner.splits);
  }

  @Override
  public int hashCode() {
    return Objects.hash(splits);
  }
}
