package io.tench.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.DataSet;
import io.tench.datasets.DataSets;
import io.tench.datasets.Feature;
import io.tench.datasets.Sample;
import io.tench.datasets.SampleRange;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import io.tench.models.NetworkDescription;
import io.tench.workers.FeatureExtractor;
import io.tench.workers.InnerOptimizer;
import io.tench.workers.NetworkSettings;
import io.tench.workers.ScoringSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeaturesCommandTest {
  private static final Storage STORAGE = new HadoopStorage();
  private static final Checkpoint CHECKPOINT = SmallCheckpoints.after(3);

  /** More than a task takes at once. */
  private static final int IMAGES = 130;

  @TempDir private static Path folder;
  private static DataSet data;
  private static String checkpoint;

  @BeforeAll
  static void publish() throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int index = 0; index < IMAGES; index++) {
      byte[] image = Images.png(Images.scene(28, 28, index));
      samples.add(new Sample(image, "scene-" + index, index % 6));
    }
    String shards = folder.resolve("shards/train").toString();
    data = DataSets.write(STORAGE, shards, DataSets.labels(6), samples, 2, 4000);
    checkpoint = CheckpointFiles.folder(folder.resolve("run").toString(), 3);
    CheckpointFiles.write(STORAGE, checkpoint, CHECKPOINT);
  }

  private static List<Feature> expected(String layer) throws IOException {
    NetworkDescription network = CHECKPOINT.network();
    NetworkSettings settings =
        new NetworkSettings(
            network.json(),
            network.preprocessing().shape(),
            6,
            1,
            new InnerOptimizer.Sgd(0, false, 0),
            0,
            0);
    List<Feature> features = new ArrayList<>();
    FeatureExtractor.extract(
        new SampleRange(0, 0, IMAGES),
        CHECKPOINT.parameters(),
        data,
        new ScoringSettings("nd4j", settings, network.preprocessing(), 100, 1),
        layer,
        features::add);
    return features;
  }

  @Test
  void writesWhatALayerGivesInTheOrderOfTheSamples() throws IOException {
    Path out = folder.resolve("features");
    Commands.Result result =
        Commands.run(
            "features",
            folder.resolve("run").toString(),
            folder.resolve("shards").toString(),
            out.toString(),
            "--layer=relu4",
            "--backend=nd4j",
            "--master=local[2]");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("130 features of relu4, 84 values each");
    List<Feature> expected = expected("relu4");
    try (SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate()) {
      List<Row> rows = new ArrayList<>();
      for (int part = 0; part < 2; part++) {
        String file = out.resolve("train/features-%05d.parquet".formatted(part)).toString();
        rows.addAll(spark.read().parquet(file).collectAsList());
      }
      assertThat(rows).hasSize(IMAGES);
      for (int index = 0; index < IMAGES; index++) {
        Row row = rows.get(index);
        assertThat(row.<String>getAs("path")).isEqualTo("scene-" + index);
        assertThat(row.<Long>getAs("label")).isEqualTo(index % 6);
        List<Float> values = row.getList(row.fieldIndex("features"));
        assertThat(values).hasSize(84);
        for (int value = 0; value < 84; value++) {
          assertThat(values.get(value)).isEqualTo(expected.get(index).values()[value]);
        }
      }
      assertThat(spark.read().parquet(out.resolve("train").toString()).count()).isEqualTo(IMAGES);
    }

    Commands.Result again =
        Commands.run(
            "features",
            checkpoint,
            folder.resolve("shards/train").toString(),
            out.resolve("train").toString(),
            "--layer=relu4",
            "--master=local[2]");
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("holds features already").hasLineCount(1);
  }

  @Test
  void saysWhichLayersThereAre() {
    String shards = folder.resolve("shards").toString();
    Commands.Result misspelt =
        Commands.run("features", checkpoint, shards, folder + "/x", "--layer=rely4");
    assertThat(misspelt.code()).isEqualTo(2);
    assertThat(misspelt.err()).contains("--layer names the layer \"rely4\"", "relu4");
    Commands.Result classes =
        Commands.run("features", checkpoint, shards, folder + "/x", "--layer=fc3");
    assertThat(classes.err()).contains("name a layer before it").hasLineCount(1);
  }
}
