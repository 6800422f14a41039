package io.tench.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.DataSet;
import io.tench.datasets.ImageShape;
import io.tench.datasets.Sample;
import io.tench.datasets.ShardFile;
import io.tench.datasets.ShardReader;
import io.tench.datasets.image.PngEncoder;
import io.tench.datasets.source.SourceFormat;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestTest {
  private static final int CLASSES = 8;
  private static final int PER_CLASS = 150;

  private static JavaSparkContext spark;
  private static final Storage STORAGE = new HadoopStorage();

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("IngestTest")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.driver.host", "127.0.0.1"));
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void mixesAClassSortedSourceLikeAUniformShuffle() throws IOException {
    Path source = classFolders(CLASSES, PER_CLASS);

    IngestReport report = ingest(source, 20_000, 0.1, 7);

    DataSet train = DataSet.open(STORAGE, report.train().location());
    List<Integer> labels = samples(train).stream().map(Sample::label).toList();
    assertThat(labels).hasSize(CLASSES * PER_CLASS * 9 / 10);
    List<Integer> uniform = new ArrayList<>(labels);
    java.util.Collections.shuffle(uniform, new Random(11));
    assertThat(batchEntropy(labels)).isGreaterThan(0.98 * batchEntropy(uniform));
    assertThat(batchEntropy(labels.stream().sorted().toList())).isLessThan(0.5);
  }

  @Test
  void keepsEveryImageOnceInShardsEqualToWithinOneRow() throws IOException {
    Path source = classFolders(3, 50);

    IngestReport report = ingest(source, 3_000, 0.2, 1);

    DataSet train = DataSet.open(STORAGE, report.train().location());
    DataSet validation = DataSet.open(STORAGE, report.validation().orElseThrow().location());
    assertThat(train.manifest().shards()).hasSizeGreaterThan(3);
    long[] rows = train.manifest().shards().stream().mapToLong(ShardFile::rows).sorted().toArray();
    assertThat(rows[rows.length - 1] - rows[0]).isLessThanOrEqualTo(1);
    assertThat(validation.rows()).isEqualTo(30);
    Map<String, Sample> found = new HashMap<>();
    Stream.concat(samples(train).stream(), samples(validation).stream())
        .forEach(sample -> assertThat(found.put(sample.path(), sample)).isNull());
    assertThat(found).hasSize(150);
    for (Map.Entry<String, Sample> entry : found.entrySet()) {
      assertThat(entry.getValue().image())
          .isEqualTo(Files.readAllBytes(source.resolve(entry.getKey())));
      assertThat(train.manifest().labels().get(entry.getValue().label()).id())
          .isEqualTo(entry.getKey().substring(0, entry.getKey().indexOf('/')));
    }
    assertThat(samples(validation).stream().filter(sample -> sample.label() == 1)).hasSize(10);
  }

  private IngestReport ingest(Path source, long shardBytes, double fraction, long seed)
      throws IOException {
    return Ingest.run(
        spark,
        STORAGE,
        new IngestSettings(
            source.toString(),
            folder.resolve("out").toString(),
            SourceFormat.AUTO,
            0,
            shardBytes,
            fraction,
            seed),
        (stage, done, total) -> {});
  }

  private Path classFolders(int classes, int perClass) throws IOException {
    Random random = new Random(5);
    Path source = folder.resolve("source");
    for (int label = 0; label < classes; label++) {
      Path of = Files.createDirectories(source.resolve("class-" + label));
      for (int image = 0; image < perClass; image++) {
        byte[] pixels = new byte[3 * 8 * 8];
        random.nextBytes(pixels);
        Files.write(
            of.resolve("%04d.png".formatted(image)),
            PngEncoder.encode(pixels, new ImageShape(3, 8, 8)));
      }
    }
    return source;
  }

  private static List<Sample> samples(DataSet data) throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int shard = 0; shard < data.manifest().shards().size(); shard++) {
      try (ShardReader reader = ShardReader.open(STORAGE, data.path(shard))) {
        for (int group = 0; group < reader.rowGroups().size(); group++) {
          samples.addAll(reader.read(group));
        }
      }
    }
    return samples;
  }

  /** Mean entropy, in bits, of the labels in consecutive batches of 32. */
  private static double batchEntropy(List<Integer> labels) {
    double sum = 0;
    int batches = 0;
    for (int from = 0; from + 32 <= labels.size(); from += 32, batches++) {
      int[] counts = new int[CLASSES];
      labels.subList(from, from + 32).forEach(label -> counts[label]++);
      sum +=
          Arrays.stream(counts)
              .filter(count -> count > 0)
              .mapToDouble(count -> -count / 32.0 * Math.log(count / 32.0) / Math.log(2))
              .sum();
    }
    return sum / batches;
  }
}
