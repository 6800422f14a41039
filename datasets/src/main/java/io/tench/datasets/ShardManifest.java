package io.tench.datasets;

import java.io.Serializable;
import java.util.List;

/**
 * What a data set consists of. Written last, as {@value #FILE}, so its presence is the commit.
 *
 * @param version of the format: {@value #VERSION}
 */
public record ShardManifest(
    int version, LabelMap labels, ChannelStatistics channels, List<ShardFile> shards)
    implements Serializable {
  public static final String FILE = "_manifest.json";
  public static final int VERSION = 1;

  public ShardManifest {
    shards = List.copyOf(shards);
  }

  public long rows() {
    return shards.stream().mapToLong(ShardFile::rows).sum();
  }
}
