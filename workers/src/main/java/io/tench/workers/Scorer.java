package io.tench.workers;

import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.SampleRange;
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
    Score score = new Score(settings.network().classes());
    score.skip(
        BatchPass.run(
            range,
            parameters,
            data,
            settings,
            (network, batch) -> {
              float[][] probabilities = network.classify(batch);
              for (int index = 0; index < batch.size(); index++) {
                score.add(probabilities[index], settings.classes().get(batch.labels()[index]));
              }
            }));
    return score;
  }
}
