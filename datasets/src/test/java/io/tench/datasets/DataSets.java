package io.tench.datasets;

import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Data sets for tests. */
public final class DataSets {
  private DataSets() {}

  /** {@code class-0} to {@code class-(count-1)}. */
  public static LabelMap labels(int count) {
    return LabelMap.ofNames(IntStream.range(0, count).mapToObj(index -> "class-" + index).toList());
  }

  /**
   * Writes the samples as a data set of {@code shards} shards, in order, and opens it.
   *
   * @param rowGroupBytes as {@link ShardWriter#create(Storage, String, LabelMap, int)} takes it
   */
  public static DataSet write(
      Storage storage,
      String folder,
      LabelMap labels,
      List<Sample> samples,
      int shards,
      int rowGroupBytes)
      throws IOException {
    List<ShardFile> files = new ArrayList<>();
    for (int shard = 0; shard < shards; shard++) {
      String file = Storage.child(folder, "shard-%05d.parquet".formatted(shard));
      try (ShardWriter writer = ShardWriter.create(storage, file, labels, rowGroupBytes)) {
        for (int row = samples.size() * shard / shards;
            row < samples.size() * (shard + 1) / shards;
            row++) {
          writer.write(samples.get(row));
        }
        files.add(writer.finish());
      }
    }
    ShardManifests.write(
        storage,
        folder,
        new ShardManifest(ShardManifest.VERSION, labels, ChannelStatistics.IMAGENET, files));
    return DataSet.open(storage, folder);
  }
}
