package io.tench.driver.spark.ml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.driver.Networks;
import io.tench.driver.cluster.ChildProcess;
import io.tench.driver.cluster.SparkSubmission;
import io.tench.driver.cluster.SparkSubmission.Distribution;
import io.tench.models.CheckpointFiles;
import io.tench.models.Classifier;
import io.tench.models.Prediction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scoring from Python, with the packaged jar in an executor of its own. */
class PySparkIT {
  private static final int PHOTOS = 5;

  @TempDir private Path folder;

  @Test
  void scoresFromPythonWhatTheClassifierGives() throws IOException {
    Optional<Distribution> spark = Distribution.installed();
    Assumptions.assumeTrue(
        spark.isPresent() && Files.isDirectory(spark.get().home().resolve("python")),
        "skipped: no PySpark here; set SPARK_HOME to that of a Spark 3.5 with its python folder");
    String checkpoint = CheckpointFiles.folder(folder.resolve("run").toString(), 7);
    CheckpointFiles.write(
        new HadoopStorage(), checkpoint, Networks.untrained(Networks.network("lenet", 28)));
    Path photos = Files.createDirectory(folder.resolve("photos"));
    for (int index = 0; index < PHOTOS; index++) {
      Files.write(
          photos.resolve("photo-%d.jpg".formatted(index)),
          Images.jpeg(Images.scene(50, 40, index)));
    }

    String output = run(spark.get().home(), checkpoint, photos);

    try (Classifier classifier = Classifier.load(checkpoint)) {
      for (String way : List.of("transformer", "loaded", "pipeline")) {
        for (JsonNode row : rows(way, output)) {
          Prediction best = best(classifier, row);
          assertThat(row.get(1).asDouble()).isEqualTo(best.label().index());
          assertThat(row.get(2)).hasSize(3);
          assertThat(row.get(2).get(best.label().index()).asDouble())
              .isCloseTo(best.probability(), within(1e-4));
          assertThat(row.get(3).asText()).isEqualTo(best.label().name());
        }
      }
      for (JsonNode row : rows("sql", output)) {
        Prediction best = best(classifier, row);
        assertThat(row.get(1).asInt()).isEqualTo(best.label().index());
        assertThat(row.get(2).asText()).isEqualTo(best.label().name());
        assertThat(row.get(3).asDouble()).isCloseTo(best.probability(), within(1e-4));
      }
    }
  }

  private String run(Path home, String checkpoint, Path photos) {
    List<String> command =
        List.of(
            home.resolve("bin").resolve("spark-submit").toString(),
            "--master",
            "local-cluster[1,2,1024]",
            "--driver-memory",
            "1g",
            "--conf",
            "spark.driver.host=127.0.0.1",
            "--conf",
            "spark.ui.enabled=false",
            "--jars",
            SparkSubmission.applicationJar().toString(),
            Path.of("src/test/resources/python/score.py").toAbsolutePath().toString(),
            checkpoint,
            photos.toString(),
            folder.resolve("saved").toString());
    Map<String, String> environment =
        Map.of(
            "SPARK_HOME",
            home.toString(),
            "JAVA_HOME",
            System.getProperty("java.home"),
            "SPARK_LOCAL_IP",
            "127.0.0.1",
            "OMP_NUM_THREADS",
            "1");
    try (ChildProcess process = ChildProcess.start("pyspark", folder, environment, command)) {
      assertThat(process.exitCode(Duration.ofMinutes(4))).as(process::output).isZero();
      return process.output();
    }
  }

  private static List<JsonNode> rows(String way, String output) throws IOException {
    List<JsonNode> rows = new ArrayList<>();
    for (String line : output.lines().toList()) {
      if (line.startsWith(way + " [")) {
        rows.add(new ObjectMapper().readTree(line.substring(way.length())));
      }
    }
    assertThat(rows).as(way).hasSize(PHOTOS);
    return rows;
  }

  private static Prediction best(Classifier classifier, JsonNode row) throws IOException {
    Path photo = Path.of(row.get(0).asText().replaceFirst("^file:/*", "/"));
    return classifier.classify(Files.readAllBytes(photo), 1).get(0);
  }
}
