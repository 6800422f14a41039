package io.tench.workers;

import io.tench.datasets.Augmentation;
import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.datasets.DataSet;
import io.tench.datasets.SampleRange;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.image.BatchStream;
import io.tench.models.OptimizerState;
import java.io.IOException;

/** Scores a network on samples in the order of their files, without augmentation. */
public final class Scorer {
  private Scorer() {}

  /**
   * The score of a range of a data set.
   *
   * @param parameters DL4J's flat vector; not changed
   * @throws BadInputException if the data cannot be read, or does not fit the network
   */
  public static Score score(
      SampleRange range, float[] parameters, DataSet data, ScoringSettings settings)
      throws IOException {
    settings.requireClasses(data);
    Backend backend = Backends.named(settings.backend());
    BatchSettings batches =
        new BatchSettings(
            settings.batchSize(),
            settings.preprocessing(),
            Augmentation.NONE,
            backend.layout(),
            settings.prefetch());
    try (BatchStream stream = BatchStream.open(data, range, batches, 0, false)) {
      return Networks.SHARED.lend(
          backend,
          settings.network(),
          network -> {
            network.load(parameters, OptimizerState.NONE, 0);
            Score score = new Score(settings.network().classes());
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
              if (batch.size() == 0) {
                continue;
              }
              float[][] probabilities = network.classify(batch);
              for (int index = 0; index < batch.size(); index++) {
                int label = settings.classes().get(batch.labels()[index]);
                score.add(probabilities[index], label);
              }
            }
            score.skip(stream.skipped());
            return score;
          });
    }
  }
}
