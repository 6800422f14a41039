package io.tench.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tench.datasets.DataSet;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.driver.cluster.ChildProcess;
import io.tench.driver.cluster.HdfsCluster;
import io.tench.driver.cluster.SparkSubmission;
import io.tench.driver.cluster.StandaloneSpark;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job on a real HDFS and a real standalone Spark, each daemon in its own process. */
class MainJobIT {
  private static final Duration LIMIT = Duration.ofMinutes(5);
  private static final int PHOTOS_PER_CLASS = 60;

  @TempDir static Path folder;
  private static HdfsCluster hdfs;
  private static StandaloneSpark spark;
  private static Path photos;

  @BeforeAll
  static void startClusters() throws IOException {
    hdfs = HdfsCluster.start(Files.createDirectories(folder.resolve("hdfs")), 2);
    spark =
        StandaloneSpark.start(
            Files.createDirectories(folder.resolve("spark")),
            SparkSubmission.builtSparkHome(),
            2,
            1,
            "1500m");
    photos = drawPhotos(folder.resolve("photos"));
  }

  @AfterAll
  static void stopClusters() {
    if (spark != null) {
      spark.close();
    }
    if (hdfs != null) {
      hdfs.close();
    }
  }

  @Test
  void ingestsTrainsEvaluatesAndPredictsThroughTheBuildsOwnSparkSubmit() throws IOException {
    runsTheMainJob(new SparkSubmission.MainClass(), "main-class");
  }

  @Test
  void ingestsTrainsEvaluatesAndPredictsThroughADistributionsSparkSubmit() throws IOException {
    Optional<SparkSubmission.Distribution> distribution = SparkSubmission.Distribution.installed();
    assumeTrue(
        distribution.isPresent(),
        "skipped: no Spark distribution at SPARK_HOME and no pyspark in python3");
    runsTheMainJob(distribution.get(), "distribution");
  }

  private static void runsTheMainJob(SparkSubmission submission, String name) throws IOException {
    String data = hdfs.uri() + "/" + name + "/shapes";
    String run = hdfs.uri() + "/" + name + "/run";

    tench(submission, name + "-ingest", "ingest", photos.toString(), data, "--val-fraction", "0.2");
    assertThat(DataSet.open(new HadoopStorage(), data + "/train").rows()).isEqualTo(144);
    assertThat(DataSet.open(new HadoopStorage(), data + "/val").rows()).isEqualTo(36);

    Path configuration = folder.resolve(name + ".yaml");
    Files.writeString(configuration, CONFIGURATION.formatted(run, data, data));
    tench(submission, name + "-train", "train", configuration.toString());
    String listing = tench(submission, name + "-checkpoints", "checkpoints", run, "--json");
    assertThat(json(listing).isArray()).isTrue();
    assertThat(json(listing)).isNotEmpty();

    String scored = tench(submission, name + "-evaluate", "evaluate", run, data + "/val", "--json");
    assertThat(json(scored).get("top1").asDouble()).isGreaterThan(0.9);

    String red = photos.resolve("red").resolve("0.jpg").toString();
    JsonNode prediction = json(tench(submission, name + "-predict", "predict", run, red, "--json"));
    assertThat(prediction.findValuesAsText("name").get(0)).isEqualTo("red");
  }

  /** Runs a command and returns what it printed; fails with that unless it exits with 0. */
  private static String tench(SparkSubmission submission, String name, String... arguments) {
    try (ChildProcess process =
        submission.submit(name, folder, spark.master(), List.of(arguments))) {
      int code = process.exitCode(LIMIT);
      assertThat(code).as("exit code of %s, which printed:%n%s", name, process.output()).isZero();
      return process.output();
    }
  }

  /** The JSON document that ends what a command printed. */
  private static JsonNode json(String output) throws IOException {
    List<String> lines = new ArrayList<>(output.lines().toList());
    while (!lines.isEmpty() && !lines.get(0).startsWith("{") && !lines.get(0).startsWith("[")) {
      lines.remove(0);
    }
    return new ObjectMapper().readTree(String.join("\n", lines));
  }

  /** Three classes that differ in hue, with noise and shapes, as 40x32 JPEG files. */
  private static Path drawPhotos(Path root) throws IOException {
    Random random = new Random(7);
    Color[] colors = {new Color(200, 40, 40), new Color(40, 200, 40), new Color(40, 40, 200)};
    String[] names = {"red", "green", "blue"};
    for (int label = 0; label < names.length; label++) {
      Path classFolder = Files.createDirectories(root.resolve(names[label]));
      for (int photo = 0; photo < PHOTOS_PER_CLASS; photo++) {
        BufferedImage image = new BufferedImage(40, 32, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(random.nextInt(60), random.nextInt(60), random.nextInt(60)));
        graphics.fillRect(0, 0, 40, 32);
        graphics.setColor(colors[label]);
        graphics.fillOval(random.nextInt(16), random.nextInt(12), 20, 18);
        graphics.dispose();
        ImageIO.write(image, "jpg", classFolder.resolve(photo + ".jpg").toFile());
      }
    }
    return root;
  }

  private static final String CONFIGURATION =
      """
      run: %s
      seed: 3
      data:
        train: %s/train
        validation: %s/val
      network:
        architecture: lenet
        input: 32x32x3
      training:
        epochs: 6
        replicas: 2
        batch-size: 12
        inner-steps: {policy: constant, steps: 3}
        learning-rate: {peak: 0.02}
      """;
}
