package io.tench.datasets;

import java.util.List;

/**
 * What features are of; written last, so that its presence is the commit.
 *
 * @param checkpoint the folder of the checkpoint that gave them
 * @param size values of each
 * @param dataSet the folder of the images
 * @param labels the data set's
 * @param files in the order of the data set's samples
 */
public record FeatureManifest(
    String checkpoint,
    String layer,
    int size,
    String dataSet,
    LabelMap labels,
    List<ShardFile> files) {
  public static final String FILE = "_features.json";

  public FeatureManifest {
    files = List.copyOf(files);
  }

  public long rows() {
    return files.stream().mapToLong(ShardFile::rows).sum();
  }
}
