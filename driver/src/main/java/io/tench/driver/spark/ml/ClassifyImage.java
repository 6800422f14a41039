package io.tench.driver.spark.ml;

import io.tench.datasets.Label;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.models.TrainedNetwork;
import io.tench.workers.Backends;
import io.tench.workers.ImageClassifier;
import io.tench.workers.ImageClassifier.Outcome;
import java.io.IOException;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * {@code tench_classify(checkpoint, image)} for SQL: the best class of an encoded image as {@code
 * struct<index: int, id: string, name: string, probability: float>}, or null where the image is
 * null or cannot be decoded.
 *
 * <p>Executors read the checkpoint themselves, once each.
 */
public final class ClassifyImage implements UDF2<String, byte[], Row> {
  /** The name that {@link #register} gives it. */
  public static final String NAME = "tench_classify";

  /** What it returns. */
  public static final StructType TYPE =
      new StructType()
          .add("index", DataTypes.IntegerType)
          .add("id", DataTypes.StringType)
          .add("name", DataTypes.StringType)
          .add("probability", DataTypes.FloatType);

  private static final long serialVersionUID = 1L;

  private final Storage storage;

  /** Reads checkpoints as the Hadoop configuration on the class path says. */
  public ClassifyImage() {
    this(new HadoopStorage());
  }

  private ClassifyImage(Storage storage) {
    this.storage = storage;
  }

  /** Makes the function known to a session's SQL. */
  public static void register(SparkSession session) {
    Storage storage = new HadoopStorage(session.sparkContext().hadoopConfiguration());
    session.udf().register(NAME, new ClassifyImage(storage), TYPE);
  }

  private record Key(String checkpoint) {}

  @Override
  public Row call(String checkpoint, byte[] image) throws IOException {
    if (checkpoint == null || image == null) {
      return null;
    }
    ImageClassifier classifier =
        Classifiers.SHARED.get(new Key(checkpoint), () -> open(checkpoint));
    if (classifier.classify(List.of(image)).get(0) instanceof Outcome.Classified classified) {
      int best = classified.best();
      Label label = classifier.labels().get(best);
      return RowFactory.create(best, label.id(), label.name(), classified.probabilities()[best]);
    }
    return null;
  }

  /** One folder only: of a run's newest, executors might come to different ones. */
  private ImageClassifier open(String folder) throws IOException {
    TrainedNetwork trained = TrainedNetwork.open(storage, folder);
    return new ImageClassifier(trained.network(), trained.parameters(), Backends.AUTO, 1, 1);
  }
}
