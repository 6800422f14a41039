package io.tench.driver.spark;

import io.tench.datasets.LabelMap;
import io.tench.datasets.ShardFile;
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
record FeatureManifest(
    String checkpoint,
    String layer,
    int size,
    String dataSet,
    LabelMap labels,
    List<ShardFile> files) {
  static final String FILE = "_features.json";
}
