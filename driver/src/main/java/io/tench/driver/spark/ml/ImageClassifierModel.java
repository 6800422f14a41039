package io.tench.driver.spark.ml;

import io.tench.datasets.BadInputException;
import java.io.IOException;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/**
 * A published checkpoint as a Spark ML model: encoded images in; prediction, probabilities and
 * label name out.
 *
 * <p>The checkpoint is read on the driver, once, when it is first needed. A saved model holds what
 * it needs of the checkpoint: it goes on working when the run is gone.
 */
public final class ImageClassifierModel extends ImageClassifierParams implements MLWritable {
  private static final long serialVersionUID = 1L;

  private transient ReadCheckpoint read;

  public ImageClassifierModel() {
    this(Identifiable.randomUID("imageClassifier"));
  }

  /** For Spark ML's persistence. */
  public ImageClassifierModel(String uid) {
    super(uid);
  }

  /** A checkpoint's folder, or that of a run: then its newest checkpoint when it is read. */
  public ImageClassifierModel setCheckpoint(String uri) {
    set(checkpoint(), uri);
    return this;
  }

  public String getCheckpoint() {
    return valueOf(checkpoint());
  }

  /** A column of binaries, or of structs with a binary field {@code bytes}. */
  public ImageClassifierModel setInputCol(String column) {
    set(inputCol(), column);
    return this;
  }

  public String getInputCol() {
    return valueOf(inputCol());
  }

  /** The best class's index; no such column if empty. */
  public ImageClassifierModel setPredictionCol(String column) {
    set(predictionCol(), column);
    return this;
  }

  public String getPredictionCol() {
    return valueOf(predictionCol());
  }

  /** A vector {@code [classes]}; no such column if empty. */
  public ImageClassifierModel setProbabilityCol(String column) {
    set(probabilityCol(), column);
    return this;
  }

  public String getProbabilityCol() {
    return valueOf(probabilityCol());
  }

  /** The best class's name; no such column if empty. */
  public ImageClassifierModel setPredictedLabelCol(String column) {
    set(predictedLabelCol(), column);
    return this;
  }

  public String getPredictedLabelCol() {
    return valueOf(predictedLabelCol());
  }

  /** {@code error}, {@code skip} or {@code keep}. */
  public ImageClassifierModel setHandleInvalid(String choice) {
    set(handleInvalid(), choice);
    return this;
  }

  public String getHandleInvalid() {
    return valueOf(handleInvalid());
  }

  /** {@code auto}, {@code nd4j} or {@code torch}. */
  public ImageClassifierModel setBackend(String name) {
    set(backend(), name);
    return this;
  }

  public String getBackend() {
    return valueOf(backend());
  }

  /** Threads that each task computes on; {@code spark.task.cpus} should be as many. */
  public ImageClassifierModel setThreads(int count) {
    set(threads(), count);
    return this;
  }

  public int getThreads() {
    return (int) valueOf(threads());
  }

  /** Images that go through the network at once. */
  public ImageClassifierModel setBatchSize(int images) {
    set(batchSize(), images);
    return this;
  }

  public int getBatchSize() {
    return (int) valueOf(batchSize());
  }

  /**
   * Adds the columns.
   *
   * @throws BadInputException if the checkpoint or a column is missing or does not fit
   */
  @Override
  public Dataset<Row> transform(Dataset<?> dataset) {
    StructType schema = transformSchema(dataset.schema());
    ScoreImages score =
        new ScoreImages(
            checkpointRead().shared(dataset.sparkSession().sparkContext(), this),
            ImageColumn.of(dataset.schema(), getInputCol()),
            ScoreColumns.of(this),
            getHandleInvalid());
    return dataset.toDF().mapPartitions(score, Encoders.row(schema));
  }

  @Override
  public StructType transformSchema(StructType schema) {
    ImageColumn.of(schema, getInputCol());
    return ScoreColumns.of(this).addTo(schema);
  }

  /** What the checkpoint holds, in memory from the first call. */
  synchronized ReadCheckpoint checkpointRead() {
    if (!isSet(checkpoint())) {
      throw new BadInputException(
          "The image classifier has no checkpoint: call setCheckpoint with a checkpoint's folder.");
    }
    String uri = getCheckpoint();
    if (read == null || !read.uri().equals(uri)) {
      read = ReadCheckpoint.from(uri);
    }
    return read;
  }

  @Override
  public ImageClassifierModel copy(ParamMap extra) {
    ImageClassifierModel copy = defaultCopy(extra);
    copy.read = read;
    return copy;
  }

  @Override
  public MLWriter write() {
    return new ImageClassifierWriter(this);
  }

  @Override
  public void save(String path) throws IOException {
    write().save(path);
  }

  public static MLReader<ImageClassifierModel> read() {
    return new ImageClassifierReader();
  }

  /** A model that was saved. */
  public static ImageClassifierModel load(String path) {
    return read().load(path);
  }
}
