package io.tench.workers;

import io.tench.datasets.Augmentation;
import io.tench.datasets.Batch;
import io.tench.datasets.DataSet;
import io.tench.datasets.SampleRange;
import io.tench.datasets.Skipped;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.image.BatchStream;
import io.tench.models.OptimizerState;
import java.io.IOException;

/** Runs samples through a network in the order of their files, without augmentation. */
final class BatchPass {
  private BatchPass() {}

  /** What is done with each batch; none is empty. */
  interface Work {
    void on(Network network, Batch batch) throws IOException;
  }

  /**
   * Does the work.
   *
   * @param parameters DL4J's flat vector; not changed
   * @return what was skipped
   */
  static Skipped run(
      SampleRange range, float[] parameters, DataSet data, ScoringSettings settings, Work work)
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
      return Networks.SHARED.lend(
          backend,
          settings.network(),
          network -> {
            network.load(parameters, OptimizerState.NONE, 0);
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
              if (batch.size() > 0) {
                work.on(network, batch);
              }
            }
            return stream.skipped();
          });
    }
  }
}
