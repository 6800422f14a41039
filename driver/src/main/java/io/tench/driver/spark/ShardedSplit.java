package io.tench.driver.spark;

import java.io.Serializable;

/**
 * A split, cut into shards whose rows differ by one at most.
 *
 * @param name {@code train} or {@code val}
 * @param from its first destination in the {@link ShufflePlan}
 */
record ShardedSplit(String name, long from, long rows, int shards) implements Serializable {
  /** A split with shards of about {@code shardBytes}. */
  static ShardedSplit of(String name, long from, long rows, long bytes, long shardBytes) {
    long shards = Math.max(1, Math.min(rows, (bytes + shardBytes - 1) / shardBytes));
    return new ShardedSplit(name, from, rows, Math.toIntExact(shards));
  }

  /** The shard of a destination: number s holds the rows {@code rows * s / shards} and on. */
  int shardOf(long destination) {
    return (int) (((destination - from + 1) * shards - 1) / rows);
  }
}
