package io.tench.driver.spark.ml;

import io.tench.datasets.storage.HadoopStorage;
import io.tench.models.TrainedNetwork;
import io.tench.workers.Backends;
import io.tench.workers.ImageClassifier;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.UUID;
import org.apache.spark.SparkContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.SparkSession;

/** A checkpoint in the driver's memory, and on the way from there to the executors. */
final class ReadCheckpoint {
  private final String uri;
  private final TrainedNetwork trained;
  private final UUID id = UUID.randomUUID();
  private SparkContext context;
  private Broadcast<float[]> parameters;

  private ReadCheckpoint(String uri, TrainedNetwork trained) {
    this.uri = uri;
    this.trained = trained;
  }

  static ReadCheckpoint from(String uri) {
    SparkContext spark = SparkSession.active().sparkContext();
    try {
      HadoopStorage storage = new HadoopStorage(spark.hadoopConfiguration());
      return new ReadCheckpoint(uri, TrainedNetwork.load(storage, uri));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  String uri() {
    return uri;
  }

  TrainedNetwork trained() {
    return trained;
  }

  /** For tasks: the backend is chosen here, so that all rows are scored by one. */
  synchronized SharedNetwork shared(SparkContext spark, ImageClassifierModel model) {
    if (parameters == null || context != spark) {
      parameters = new JavaSparkContext(spark).broadcast(trained.parameters());
      context = spark;
    }
    String backend =
        Backends.named(
                model.getBackend(), ImageClassifier.settings(trained.network(), model.getThreads()))
            .name();
    return new SharedNetwork(
        id, trained.network(), parameters, backend, model.getThreads(), model.getBatchSize());
  }
}
