package io.tench.datasets;

import java.io.Serializable;
import java.util.List;

/**
 * One shard in a manifest.
 *
 * @param file name within the data set's folder
 * @param bytes length of the file
 * @param sha256 lower-case hex digest of the file, or empty where the data set came without one
 * @param rowGroups rows of each Parquet row group, in file order
 */
public record ShardFile(String file, long bytes, String sha256, List<Integer> rowGroups)
    implements Serializable {
  public ShardFile {
    rowGroups = List.copyOf(rowGroups);
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes must be >= 0, was " + bytes);
    }
  }

  public long rows() {
    return rowGroups.stream().mapToLong(Integer::longValue).sum();
  }
}
