package io.tench.driver.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.BadInputException;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.driver.Networks;
import io.tench.models.CheckpointFiles;
import io.tench.models.Classifier;
import io.tench.models.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.io.FileUtils;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.feature.SQLTransformer;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageClassifierModelTest {
  private static final int IMAGES = 45;
  private static final List<String> NAMES = List.of("tench", "goldfish", "great white shark");
  private static final byte[] BROKEN = {1, 2, 3};

  @TempDir private static Path folder;
  @TempDir private Path own;
  private static SparkSession spark;
  private static String checkpoint;
  private static List<byte[]> images;

  @BeforeAll
  static void start() throws IOException {
    // As users' sessions may be: with the serializer that cannot write records.
    spark =
        SparkSession.builder()
            .master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.serializer", "org.apache.spark.serializer.KryoSerializer")
            .getOrCreate();
    checkpoint = CheckpointFiles.folder(folder.resolve("run").toString(), 42);
    CheckpointFiles.write(
        new HadoopStorage(), checkpoint, Networks.untrained(Networks.network("lenet", 28)));
    images = new ArrayList<>();
    for (int index = 0; index < IMAGES; index++) {
      images.add(Images.jpeg(Images.scene(40, 30, index)));
    }
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @Test
  void givesWhatTheClassifierGivesInTheOrderOfTheRows() throws IOException {
    List<Row> rows = model().transform(frame(images)).collectAsList();
    assertThat(rows).hasSize(IMAGES);
    assertThat(rows).extracting(row -> row.<Vector>getAs("probability")).doesNotHaveDuplicates();
    try (Classifier classifier = Classifier.load(checkpoint)) {
      for (int index = 0; index < IMAGES; index++) {
        Row row = rows.get(index);
        Prediction best = classifier.classify(images.get(index), 1).get(0);
        assertThat(row.<Integer>getAs("id")).isEqualTo(index);
        assertThat(row.<Double>getAs("prediction")).isEqualTo(best.label().index());
        assertThat(row.<String>getAs("predictedLabel")).isEqualTo(best.label().name());
        Vector probability = row.getAs("probability");
        assertThat(probability.size()).isEqualTo(NAMES.size());
        assertThat(probability.apply(best.label().index()))
            .isCloseTo(best.probability(), within(1e-4));
      }
    }
  }

  @Test
  void takesTheImagesOfDataSetsAsTheyLie() {
    StructType image =
        new StructType().add("bytes", DataTypes.BinaryType).add("path", DataTypes.StringType);
    StructType schema = new StructType().add("image", image, true);
    Dataset<Row> frame =
        spark.createDataFrame(
            List.of(
                RowFactory.create(RowFactory.create(images.get(3), "somewhere.jpg")),
                RowFactory.create((Object) null)),
            schema);
    List<Row> rows = model().setHandleInvalid("keep").transform(frame).collectAsList();
    Row plain = model().transform(frame(images.subList(3, 4))).first();
    assertThat(rows.get(0).<Vector>getAs("probability"))
        .isEqualTo(plain.<Vector>getAs("probability"));
    assertThat(rows.get(1).isNullAt(1)).isTrue();
  }

  @Test
  void keepsSkipsOrRefusesBrokenImagesAsTold() {
    List<byte[]> some = new ArrayList<>(images.subList(0, 4));
    some.add(1, BROKEN);
    some.add(null);
    List<Row> kept = model().setHandleInvalid("keep").transform(frame(some)).collectAsList();
    assertThat(kept)
        .extracting(row -> row.isNullAt(row.fieldIndex("predictedLabel")))
        .containsExactly(false, true, false, false, false, true);
    assertThat(kept.get(1).isNullAt(kept.get(1).fieldIndex("probability"))).isTrue();
    List<Row> left = model().setHandleInvalid("skip").transform(frame(some)).collectAsList();
    assertThat(left).extracting(row -> row.<Integer>getAs("id")).containsExactly(0, 2, 3, 4);
    assertThat(left.get(1).<Vector>getAs("probability"))
        .isEqualTo(kept.get(2).<Vector>getAs("probability"));
    assertThatThrownBy(() -> model().transform(frame(some)).collectAsList())
        .hasStackTraceContaining("An image in column \"image\" ")
        .hasStackTraceContaining("set handleInvalid to skip or keep");
  }

  @Test
  void addsOnlyTheColumnsThatAreWanted() {
    Dataset<Row> scored =
        model()
            .setPredictionCol("")
            .setProbabilityCol("p")
            .setPredictedLabelCol("")
            .transform(frame(images.subList(0, 2)));
    assertThat(scored.columns()).containsExactly("id", "image", "p");
    assertThat(scored.first().<Vector>getAs("p").size()).isEqualTo(NAMES.size());
  }

  @Test
  void givesTheSameOnBothBackends() {
    List<Row> torch = model().setBackend("torch").transform(frame(images)).collectAsList();
    List<Row> nd4j = model().setBackend("nd4j").transform(frame(images)).collectAsList();
    for (int index = 0; index < IMAGES; index++) {
      Vector expected = torch.get(index).getAs("probability");
      Vector other = nd4j.get(index).getAs("probability");
      assertThat(other.toArray()).containsExactly(expected.toArray(), within(1e-4));
    }
  }

  @Test
  void keepsWorkingWhenSavedInAPipelineAndTheRunIsGone() throws Exception {
    Path run = own.resolve("run");
    FileUtils.copyDirectory(folder.resolve("run").toFile(), run.toFile());
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new SQLTransformer()
                      .setStatement("SELECT id, image AS photo FROM __THIS__ WHERE id < 5"),
                  new ImageClassifierModel()
                      .setCheckpoint(run.toString())
                      .setInputCol("photo")
                      .setBatchSize(2)
                });
    Dataset<Row> frame = frame(images);
    PipelineModel fitted = pipeline.fit(frame);
    List<Row> before = fitted.transform(frame).collectAsList();
    assertThat(before).hasSize(5);
    String saved = own.resolve("saved").toString();
    fitted.save(saved);
    FileUtils.deleteDirectory(run.toFile());
    Path moved = own.resolve("moved");
    Files.move(Path.of(saved), moved);

    PipelineModel loaded = PipelineModel.load(moved.toString());
    ImageClassifierModel stage = (ImageClassifierModel) loaded.stages()[1];
    assertThat(stage.getBatchSize()).isEqualTo(2);
    assertThat(stage.getInputCol()).isEqualTo("photo");
    assertThat(loaded.transform(frame).collectAsList()).isEqualTo(before);

    loaded.write().overwrite().save(moved.toString());
    assertThat(PipelineModel.load(moved.toString()).transform(frame).collectAsList())
        .isEqualTo(before);
  }

  @Test
  void leavesOptimizerStateOutOfASavedModel() throws IOException {
    String saved = own.resolve("model").toString();
    model().save(saved);
    ImageClassifierModel loaded = ImageClassifierModel.load(saved);
    assertThat(loaded.uid()).isNotEmpty();
    assertThat(CheckpointFiles.read(new HadoopStorage(), loaded.getCheckpoint()).inner().vectors())
        .isEmpty();
    assertThatThrownBy(() -> model().save(saved)).isInstanceOf(IOException.class);
  }

  @Test
  void explainsItsParametersAndRefusesBadOnes() {
    ImageClassifierModel model = model();
    assertThat(model.params()).hasSize(9);
    assertThat(model.explainParams()).contains("handleInvalid", "error, skip");
    assertThatThrownBy(() -> model.setHandleInvalid("ignore"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> model.setBatchSize(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> model.setInputCol("photo").transform(frame(images)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("\"photo\" is none of [id, image]");
    assertThatThrownBy(() -> model.setInputCol("id").transform(frame(images)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("\"id\" is int");
    assertThatThrownBy(() -> model().setPredictionCol("id").transform(frame(images)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("\"id\" exists already");
    assertThatThrownBy(() -> new ImageClassifierModel().transform(frame(images)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("call setCheckpoint");
  }

  @Test
  void classifiesInSql() {
    ClassifyImage.register(spark);
    List<byte[]> some = new ArrayList<>(images.subList(0, 6));
    some.add(BROKEN);
    some.add(null);
    frame(some).createOrReplaceTempView("photos");
    List<Row> rows =
        spark
            .sql(
                "SELECT c.name, c.index, c.probability FROM (SELECT id, tench_classify('%s', image) AS c FROM photos) ORDER BY id"
                    .formatted(checkpoint))
            .collectAsList();
    List<Row> expected = model().setHandleInvalid("keep").transform(frame(some)).collectAsList();
    for (int index = 0; index < some.size(); index++) {
      Row row = rows.get(index);
      assertThat(row.getString(0)).isEqualTo(expected.get(index).getAs("predictedLabel"));
      if (index < 6) {
        Vector probability = expected.get(index).getAs("probability");
        assertThat((double) row.getFloat(2))
            .isCloseTo(probability.apply(row.getInt(1)), within(1e-5));
      }
    }
    assertThatThrownBy(
            () ->
                spark
                    .sql("SELECT tench_classify('%s', image) FROM photos".formatted(folder))
                    .collectAsList())
        .hasStackTraceContaining("is not a checkpoint");
  }

  private static ImageClassifierModel model() {
    return new ImageClassifierModel().setCheckpoint(checkpoint).setBatchSize(8);
  }

  private static Dataset<Row> frame(List<byte[]> encoded) {
    List<Row> rows = new ArrayList<>();
    for (int index = 0; index < encoded.size(); index++) {
      rows.add(RowFactory.create(index, encoded.get(index)));
    }
    return spark.createDataFrame(
        rows, new StructType().add("id", DataTypes.IntegerType).add("image", DataTypes.BinaryType));
  }
}
