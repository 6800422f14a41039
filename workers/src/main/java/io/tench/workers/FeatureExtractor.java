package io.tench.workers;

import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.Feature;
import io.tench.datasets.SampleRange;
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
    BatchPass.run(
        range,
        parameters,
        data,
        settings,
        (network, batch) -> {
          float[][] rows = network.activations(batch, vertex);
          for (int index = 0; index < batch.size(); index++) {
            sink.accept(new Feature(rows[index], batch.labels()[index], batch.paths()[index]));
          }
        });
  }
}
