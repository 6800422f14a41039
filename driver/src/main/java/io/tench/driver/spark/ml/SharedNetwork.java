package io.tench.driver.spark.ml;

import io.tench.models.NetworkDescription;
import io.tench.workers.ImageClassifier;
import java.io.Serializable;
import java.util.UUID;
import org.apache.spark.broadcast.Broadcast;

/**
 * A network on its way to executors. The parameters travel as plain floats, which every serializer
 * that a session may have set can write.
 */
record SharedNetwork(
    UUID id,
    NetworkDescription network,
    Broadcast<float[]> parameters,
    String backend,
    int threads,
    int batchSize)
    implements Serializable {

  private record Key(UUID id, String backend, int threads, int batchSize) {}

  /** This process's classifier. */
  ImageClassifier classifier() {
    return Classifiers.SHARED.get(
        new Key(id, backend, threads, batchSize),
        () -> new ImageClassifier(network, parameters.value(), backend, threads, batchSize));
  }
}
