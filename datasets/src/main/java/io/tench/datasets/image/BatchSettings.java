package io.tench.datasets.image;

import io.tench.datasets.Augmentation;
import io.tench.datasets.Batch;
import io.tench.datasets.Preprocessing;
import java.io.Serializable;

/**
 * How samples become batches.
 *
 * @param prefetch batches that may wait, decoded, for the one who takes them
 */
public record BatchSettings(
    int batchSize,
    Preprocessing preprocessing,
    Augmentation augmentation,
    Batch.Layout layout,
    int prefetch)
    implements Serializable {
  public BatchSettings {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batch-size must be >= 1, was " + batchSize);
    }
    if (prefetch < 1) {
      throw new IllegalArgumentException("prefetch must be >= 1, was " + prefetch);
    }
  }

  /** The same, with the layout that an engine wants. */
  public BatchSettings withLayout(Batch.Layout wanted) {
    return new BatchSettings(batchSize, preprocessing, augmentation, wanted, prefetch);
  }
}
