package io.tench.driver.spark.ml;

import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.models.CheckpointFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkContext;
import org.apache.spark.ml.util.DefaultParamsWriter;

/** Saves a model as Spark ML does, and beside its metadata what it needs of its checkpoint. */
final class ImageClassifierWriter extends DefaultParamsWriter {
  private static final String CHECKPOINT = "checkpoint";

  private final ReadCheckpoint checkpoint;

  /** Reads the checkpoint, if that was not done: overwriting may delete where it comes from. */
  ImageClassifierWriter(ImageClassifierModel model) {
    super(model);
    checkpoint = model.checkpointRead();
  }

  @Override
  public void saveImpl(String path) {
    super.saveImpl(path);
    try {
      CheckpointFiles.write(
          new HadoopStorage(sc().hadoopConfiguration()),
          checkpointIn(path, sc()),
          checkpoint.trained().toCheckpoint());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Where a saved model has its checkpoint: on the file system that Spark takes the path for. */
  static String checkpointIn(String path, SparkContext spark) throws IOException {
    Path folder = new Path(path);
    String whole =
        folder.getFileSystem(spark.hadoopConfiguration()).makeQualified(folder).toString();
    return Storage.child(whole, CHECKPOINT);
  }
}
