package io.tench.driver.spark.ml;

import io.tench.workers.Backends;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;

/** The parameters of {@link ImageClassifierModel}, as Spark ML finds them: by these methods. */
public abstract class ImageClassifierParams extends Model<ImageClassifierModel> {
  /** What happens to rows whose image cannot be decoded, in Spark ML's words. */
  static final String ERROR = "error";

  static final String SKIP = "skip";
  static final String KEEP = "keep";

  private final String uid;
  private final Param<String> checkpoint;
  private final Param<String> inputCol;
  private final Param<String> predictionCol;
  private final Param<String> probabilityCol;
  private final Param<String> predictedLabelCol;
  private final Param<String> handleInvalid;
  private final Param<String> backend;
  private final IntParam threads;
  private final IntParam batchSize;

  ImageClassifierParams(String uid) {
    this.uid = uid;
    checkpoint =
        text("checkpoint", "folder of a checkpoint, or of a run: then its newest checkpoint");
    inputCol = text("inputCol", "encoded images: binary, or a struct whose field bytes is");
    predictionCol = text("predictionCol", "index of the best class, double; none if empty");
    probabilityCol = text("probabilityCol", "probability of each class, vector; none if empty");
    predictedLabelCol = text("predictedLabelCol", "name of the best class; none if empty");
    handleInvalid =
        new Param<>(
            this,
            "handleInvalid",
            "rows whose image is null or cannot be decoded: error, skip (leave the row out) or keep"
                + " (with nulls)",
            ParamValidators.inArray(new String[] {ERROR, SKIP, KEEP}));
    backend =
        new Param<>(
            this,
            "backend",
            "the engine: auto, nd4j or torch",
            ParamValidators.inArray(Backends.names().toArray(String[]::new)));
    threads = new IntParam(this, "threads", "that a task may compute on", ParamValidators.gtEq(1));
    batchSize = new IntParam(this, "batchSize", "images at once", ParamValidators.gtEq(1));
    setDefault(inputCol, "image");
    setDefault(predictionCol, "prediction");
    setDefault(probabilityCol, "probability");
    setDefault(predictedLabelCol, "predictedLabel");
    setDefault(handleInvalid, ERROR);
    setDefault(backend, Backends.AUTO);
    setDefault(threads, 1);
    setDefault(batchSize, 32);
  }

  private Param<String> text(String name, String meaning) {
    return new Param<>(this, name, meaning);
  }

  @Override
  public final String uid() {
    return uid;
  }

  public final Param<String> checkpoint() {
    return checkpoint;
  }

  public final Param<String> inputCol() {
    return inputCol;
  }

  public final Param<String> predictionCol() {
    return predictionCol;
  }

  public final Param<String> probabilityCol() {
    return probabilityCol;
  }

  public final Param<String> predictedLabelCol() {
    return predictedLabelCol;
  }

  public final Param<String> handleInvalid() {
    return handleInvalid;
  }

  public final Param<String> backend() {
    return backend;
  }

  public final IntParam threads() {
    return threads;
  }

  public final IntParam batchSize() {
    return batchSize;
  }

  final <T> T valueOf(Param<T> param) {
    return getOrDefault(param);
  }
}
