package io.tench.driver.spark.ml;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.spark.ml.util.DefaultParamsReader;

/** Loads a model with the checkpoint that was saved in it, wherever the model lies now. */
final class ImageClassifierReader extends DefaultParamsReader<ImageClassifierModel> {
  @Override
  public ImageClassifierModel load(String path) {
    try {
      ImageClassifierModel model = super.load(path);
      model.setCheckpoint(ImageClassifierWriter.checkpointIn(path, sc()));
      model.checkpointRead();
      return model;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
