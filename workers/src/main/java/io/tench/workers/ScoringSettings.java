package io.tench.workers;

import io.tench.datasets.Preprocessing;
import io.tench.models.NetworkDescription;
import java.io.Serializable;

/**
 * How a network is scored.
 *
 * @param backend a name that {@link Backends#named} knows
 * @param network with the settings that it trains with, the open network of the training is used
 *     again
 * @param prefetch batches that may wait, decoded, for the backend
 */
public record ScoringSettings(
    String backend,
    NetworkSettings network,
    Preprocessing preprocessing,
    int batchSize,
    int prefetch)
    implements Serializable {
  /** For the network of a checkpoint, apart from any training; the backend's name is resolved. */
  public static ScoringSettings of(String backend, NetworkDescription network) {
    NetworkSettings settings = ImageClassifier.settings(network, 1);
    String resolved = Backends.named(backend, settings).name();
    return new ScoringSettings(resolved, settings, network.preprocessing(), 100, 2);
  }
}
