package io.tench.driver.spark;

import io.tench.datasets.DataSet;
import io.tench.datasets.FeatureWriter;
import io.tench.datasets.SampleRange;
import io.tench.datasets.ShardFile;
import io.tench.datasets.storage.Storage;
import io.tench.models.transfer.FeatureLayer;
import io.tench.workers.FeatureExtractor;
import io.tench.workers.ScoringSettings;
import java.io.IOException;
import java.io.Serializable;
import java.util.UUID;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;

/**
 * Writes the features of a range of a data set, on an executor. Each attempt has a file of its own,
 * and the driver takes the one that it hears of.
 *
 * @param folder of the attempts' files
 */
record ExtractFeatures(
    Broadcast<Constants> constants, Broadcast<TravellingState> network, String folder)
    implements Function<SampleRange, ShardFile> {

  /** What is the same for every range. */
  record Constants(DataSet data, ScoringSettings settings, FeatureLayer layer)
      implements Serializable {}

  @Override
  public ShardFile call(SampleRange range) throws IOException {
    Constants same = constants.value();
    String file = Storage.child(folder, UUID.randomUUID() + ".parquet");
    try (FeatureWriter writer =
        new FeatureWriter(same.data().storage(), file, same.layer().size())) {
      FeatureExtractor.extract(
          range,
          network.value().parameters(),
          same.data(),
          same.settings(),
          same.layer().vertex(),
          writer::write);
      return writer.finish();
    }
  }
}
