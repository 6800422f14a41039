package io.tench.driver.cli;

import io.tench.datasets.DataSet;
import io.tench.datasets.EmbeddedSample;
import io.tench.datasets.OnBadSample;
import io.tench.datasets.storage.Storage;
import java.io.IOException;

/** Opens the data sets that a user names. */
public final class DataSets {
  private DataSets() {}

  /** As the other, to stop at the first bad sample. */
  public static DataSet open(Storage storage, String location, String folder) throws IOException {
    return open(storage, location, folder, OnBadSample.STOP);
  }

  /**
   * Opens a data set; the embedded sample after a copy to {@code <folder>/data}, where a cluster's
   * machines can read it.
   */
  public static DataSet open(
      Storage storage, String location, String folder, OnBadSample onBadSample) throws IOException {
    return DataSet.open(
        storage,
        EmbeddedSample.isSample(location)
            ? EmbeddedSample.copy(storage, location, Storage.child(folder, "data"))
            : Locations.absolute(location),
        onBadSample);
  }
}
