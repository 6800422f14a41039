package io.tench.driver.spark.ml;

import com.sun.management.OperatingSystemMXBean;
import io.tench.datasets.Augmentation;
import io.tench.datasets.Batch;
import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Preprocessing;
import io.tench.datasets.SharedData;
import io.tench.datasets.image.ImageDecoder;
import io.tench.datasets.image.ImageException;
import io.tench.datasets.image.ImageLoader;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.models.Architecture;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import io.tench.models.InitialParameters;
import io.tench.models.NetworkDescription;
import io.tench.models.OptimizerState;
import io.tench.models.TrainingPosition;
import io.tench.workers.Backend;
import io.tench.workers.Backends;
import io.tench.workers.ImageClassifier;
import io.tench.workers.Network;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Images per second on one core: the backend's own inference on batches that are ready, the same
 * with decoding, and scoring on Spark from a Parquet file, each in turn. Prints medians, by the
 * clock and by the processor time of the whole process, which other processes disturb less.
 *
 * <pre>java … io.tench.driver.spark.ml.ScoringBench ARCHITECTURE SIZE PHOTOS BATCH TURNS</pre>
 *
 * <p>The photos are those of {@code shared/data/imagenet-sample.tar}, where it lies beside the
 * repository, shrunk to the shorter side that the network asks for as {@code ingest --resize} does.
 */
public final class ScoringBench {
  private static final int CLASSES = 1000;
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private final NetworkDescription network;
  private final float[] parameters;
  private final Backend backend = Backends.named(Backends.AUTO);
  private final int batchSize;
  private final List<byte[]> photos;

  private ScoringBench(String architecture, int size, int count, int batchSize) throws IOException {
    ImageShape shape = new ImageShape(3, size, size);
    network =
        new NetworkDescription(
            architecture,
            Architecture.named(architecture).configuration(shape, CLASSES, 1).toJson(),
            LabelMap.ofNames(
                IntStream.range(0, CLASSES).mapToObj(index -> "class-" + index).toList()),
            new Preprocessing(shape, size, ChannelStatistics.IMAGENET));
    parameters = InitialParameters.of(network.configuration(), 1);
    this.batchSize = batchSize;
    photos = photos(size, count);
  }

  public static void main(String[] arguments) throws Exception {
    ScoringBench bench =
        new ScoringBench(
            arguments[0],
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            Integer.parseInt(arguments[3]));
    bench.run(Integer.parseInt(arguments[4]));
  }

  private interface Way {
    void score() throws Exception;
  }

  private void run(int turns) throws Exception {
    Path folder = Files.createTempDirectory("scoring");
    String checkpoint = CheckpointFiles.folder(folder.resolve("run").toString(), 1);
    CheckpointFiles.write(
        new HadoopStorage(),
        checkpoint,
        new Checkpoint(
            network,
            TrainingPosition.START,
            parameters,
            OptimizerState.NONE,
            OptimizerState.NONE,
            new Checkpoint.TrainingReport(
                1, "", 0, 0, Optional.empty(), Optional.empty(), "bench")));
    try (SparkSession spark = session();
        Network engine = backend.open(ImageClassifier.settings(network, 1));
        ImageClassifier classifier =
            new ImageClassifier(network, parameters, backend.name(), 1, batchSize)) {
      engine.load(parameters, OptimizerState.NONE, 0);
      Batch whole = batch(batchSize);
      Batch one = batch(1);
      Dataset<Row> frame = parquet(spark, folder.resolve("photos").toString());
      ImageClassifierModel model =
          new ImageClassifierModel().setCheckpoint(checkpoint).setBatchSize(batchSize);
      ClassifyImage.register(spark);
      frame.createOrReplaceTempView("photos");
      String query = "SELECT tench_classify('%s', image) FROM photos".formatted(checkpoint);

      Map<String, Way> ways = new LinkedHashMap<>();
      ways.put("backend, batches ready", () -> repeat(engine, whole));
      ways.put("with decoding", () -> classifier.classify(photos));
      ways.put("on Spark, transformer", () -> drain(model.transform(frame)));
      ways.put("backend, single images ready", () -> repeat(engine, one));
      ways.put("on Spark, SQL function", () -> drain(spark.sql(query)));
      print(ways, turns);
    }
  }

  private static SparkSession session() {
    return SparkSession.builder()
        .master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate();
  }

  private void print(Map<String, Way> ways, int turns) throws Exception {
    Map<String, double[]> wall = new LinkedHashMap<>();
    Map<String, double[]> processor = new LinkedHashMap<>();
    for (int turn = -1; turn < turns; turn++) {
      for (Map.Entry<String, Way> way : ways.entrySet()) {
        long start = System.nanoTime();
        long used = PROCESS.getProcessCpuTime();
        way.getValue().score();
        if (turn >= 0) {
          add(wall, way.getKey(), turns, turn, System.nanoTime() - start);
          add(processor, way.getKey(), turns, turn, PROCESS.getProcessCpuTime() - used);
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%s, %s, %s, %d photos, batch %d, medians of %d turns%n%-30s %10s %18s%n",
        network.architecture(),
        network.preprocessing().shape(),
        backend.name(),
        photos.size(),
        batchSize,
        turns,
        "images per second",
        "of time",
        "of processor time");
    for (String way : ways.keySet()) {
      System.out.printf(
          Locale.ROOT,
          "%-30s %10.1f %18.1f%n",
          way,
          median(wall.get(way)),
          median(processor.get(way)));
    }
  }

  private void add(Map<String, double[]> speeds, String way, int turns, int turn, long nanos) {
    speeds.computeIfAbsent(way, name -> new double[turns])[turn] = photos.size() / (nanos / 1e9);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private void repeat(Network engine, Batch batch) {
    for (int images = 0; images < photos.size(); images += batch.size()) {
      engine.classify(batch);
    }
  }

  private static void drain(Dataset<Row> scored) {
    scored.write().format("noop").mode("overwrite").save();
  }

  private Batch batch(int size) throws ImageException {
    Batch batch = new Batch(network.preprocessing().shape(), backend.layout(), size);
    try (ImageLoader loader = new ImageLoader(network.preprocessing(), Augmentation.NONE)) {
      for (int index = 0; index < size; index++) {
        loader.load(photos.get(index), 0, batch, index);
      }
    }
    batch.setSize(size);
    return batch;
  }

  private Dataset<Row> parquet(SparkSession spark, String path) {
    List<Row> rows = photos.stream().map(photo -> RowFactory.create((Object) photo)).toList();
    StructType schema = new StructType().add("image", DataTypes.BinaryType);
    spark.createDataFrame(rows, schema).write().parquet(path);
    return spark.read().parquet(path);
  }

  private static List<byte[]> photos(int size, int count) throws IOException {
    Optional<Path> sample = SharedData.find("imagenet-sample.tar");
    List<byte[]> all = new ArrayList<>();
    if (sample.isPresent()) {
      try (ImageDecoder decoder = new ImageDecoder()) {
        for (byte[] photo : SharedData.files(sample.get()).values()) {
          all.add(decoder.shrink(photo, size));
        }
      } catch (ImageException broken) {
        throw new IOException(broken);
      }
    }
    List<byte[]> photos = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      photos.add(
          all.isEmpty()
              ? Images.jpeg(Images.scene(size * 4 / 3, size, index))
              : all.get(index % all.size()));
    }
    return photos;
  }
}
