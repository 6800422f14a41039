package io.tench.driver.spark;

import io.tench.datasets.DataSet;
import io.tench.datasets.RowGroupSlice;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which hosts hold the bytes that a task reads, as far as the storage knows. */
final class ShardHosts {
  private static final int MOST = 3;

  private final DataSet data;
  private final Map<Integer, List<String>> hosts = new HashMap<>();

  ShardHosts(DataSet data) {
    this.data = data;
  }

  /** The hosts that hold most of these rows, at most {@value #MOST}, the first holding most. */
  List<String> of(List<RowGroupSlice> slices) {
    Map<String, Long> rows = new HashMap<>();
    for (RowGroupSlice slice : slices) {
      for (String host : hosts.computeIfAbsent(slice.shard(), this::find)) {
        rows.merge(host, (long) slice.rows().length, Long::sum);
      }
    }
    return rows.entrySet().stream()
        .sorted(
            Comparator.comparing((Map.Entry<String, Long> entry) -> -entry.getValue())
                .thenComparing(Map.Entry::getKey))
        .limit(MOST)
        .map(Map.Entry::getKey)
        .toList();
  }

  private List<String> find(int shard) {
    try {
      long bytes = data.manifest().shards().get(shard).bytes();
      return data.storage().hosts(data.path(shard), 0, bytes);
    } catch (IOException unknown) {
      // Only a preference: the task that reads the shard finds out what is wrong with it.
      return List.of();
    }
  }
}
