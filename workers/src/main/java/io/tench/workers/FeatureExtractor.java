package io.tench.workers;

import io.tench.datasets.Augmentation;
import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.datasets.DataSet;
import io.tench.datasets.Feature;
import io.tench.datasets.SampleRange;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.image.BatchStream;
import io.tench.models.OptimizerState;
import java.io.IOException;

/** Runs samples through a network up to a layer, in the order of their files. */
public final class FeatureExtractor {
  private FeatureExtractor() {}

  /** Takes features, one by one. */
  public interface Sink {
    void accept(Feature feature) throws IOException;
  }

  /**
   * Gives the features of a range of a data set to {@code sink}.
   *
   * @param parameters DL4J's flat vector; not changed
   * @param vertex a vertex before the output
   * @throws BadInputException if the data cannot be read
   */
  public static void extract(
      SampleRange range,
      float[] parameters,
      DataSet data,
      ScoringSettings settings,
      String vertex,
      Sink sink)
      throws IOException {
    Backend backend = Backends.named(settings.backend());
    BatchSettings batches =
        new BatchSettings(
            settings.batchSize(),
            settings.preprocessing(),
            Augmentation.NONE,
            backend.layout(),
            settings.prefetch());
    try (BatchStream stream = BatchStream.open(data, range, batches, 0, false)) {
      Networks.SHARED.lend(
          backend,
          settings.network(),
          network -> {
            network.load(parameters, OptimizerState.NONE, 0);
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
              float[][] rows = network.activations(batch, vertex);
              for (int index = 0; index < batch.size(); index++) {
                sink.accept(new Feature(rows[index], batch.labels()[index], batch.paths()[index]));
              }
            }
            return range;
          });
    }
  }
}
