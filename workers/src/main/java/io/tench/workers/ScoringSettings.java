package io.tench.workers;

import io.tench.datasets.Preprocessing;
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
    implements Serializable {}
