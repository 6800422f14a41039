package io.tench.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.Augmentation;
import io.tench.datasets.Batch;
import io.tench.datasets.DataSet;
import io.tench.datasets.DataSets;
import io.tench.datasets.Sample;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.FaultyStorage;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.MemoryStorage;
import io.tench.datasets.storage.Storage;
import io.tench.driver.InnerSteps;
import io.tench.driver.Networks;
import io.tench.driver.OuterOptimizer;
import io.tench.driver.ProgressListener;
import io.tench.driver.RoundPlanner;
import io.tench.driver.RoundReport;
import io.tench.driver.RunConfiguration;
import io.tench.driver.RunConfiguration.Checkpoints;
import io.tench.driver.RunConfiguration.Evaluation;
import io.tench.driver.RunConfiguration.InnerState;
import io.tench.driver.RunDescription;
import io.tench.driver.Runs;
import io.tench.driver.Trainer;
import io.tench.driver.checkpoint.CheckpointStore;
import io.tench.driver.compression.Compression;
import io.tench.models.Checkpoint;
import io.tench.models.NetworkDescription;
import io.tench.workers.InnerOptimizer;
import io.tench.workers.NetworkSettings;
import io.tench.workers.ScoringSettings;
import io.tench.workers.TrainingSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.Success$;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The SHA-256 of parameters and optimizer states, whatever happens on the way: a network with batch
 * norm and dropout, augmented images, momentum within and without.
 */
class ExactnessTest {
  private static final int SIZE = 12;
  private static final NetworkDescription NETWORK = Networks.tiny(SIZE);
  private static final int CLASSES = NETWORK.labels().size();
  private static final int ROWS = 44;
  private static final int ROUNDS = 4;
  private static final InnerOptimizer MOMENTUM = new InnerOptimizer.Sgd(0.9, true, 1e-4);

  @TempDir static Path folder;
  private static DataSet data;

  @BeforeAll
  static void writeData() throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int index = 0; index < ROWS; index++) {
      samples.add(
          new Sample(Images.png(Images.scene(16, 14, index)), "scene-" + index, index % CLASSES));
    }
    data =
        DataSets.write(new HadoopStorage(), folder.toString(), NETWORK.labels(), samples, 3, 2000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nd4j", "torch"})
  void isTheSameOnAnyNumberOfSlots(String backend) {
    String alone = new Run(backend, "local[1]").digest();
    assertThat(new Run(backend, "local[2]").digest()).isEqualTo(alone);
    assertThat(new Run(backend, "local[5]").digest()).isEqualTo(alone);
  }

  @ParameterizedTest
  @ValueSource(strings = {"nd4j", "torch"})
  void isTheSameWhereTasksFailAndAreTriedAgain(String backend) {
    Run failing = new Run(backend, "local[2,4]");
    FaultyStorage storage = new FaultyStorage(new HadoopStorage());
    failing.data = DataSet.open(storage, folder.toString());
    storage.failReads(3);
    String digest = failing.digest();
    assertThat(failing.failedTasks.get()).isGreaterThanOrEqualTo(3);
    assertThat(digest).isEqualTo(new Run(backend, "local[2]").digest());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nd4j", "torch"})
  void isTheSameAfterStopsInBetweenOnOtherNumbersOfSlots(String backend) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Run stopped = new Run(backend, "local[3]");
    stopped.stopAfter = 1 + random.nextInt(ROUNDS - 2);
    stopped.digest();
    Run next = new Run(backend, "local[1]");
    next.storage = stopped.storage;
    next.stopAfter = ROUNDS - 1;
    next.digest();
    Run last = new Run(backend, "local[2]");
    last.storage = stopped.storage;
    assertThat(last.digest()).as("seed %d", seed).isEqualTo(new Run(backend, "local[2]").digest());
    assertThat(last.rounds).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "INT8"})
  void isTheSameOnAnyNumberOfSlotsWhereResultsAreCompressed(Compression compression) {
    Run alone = new Run("torch", "local[1]");
    alone.compression = compression;
    Run parted = new Run("torch", "local[3]");
    parted.compression = compression;
    assertThat(parted.digest())
        .isEqualTo(alone.digest())
        .isNotEqualTo(new Run("torch", "local[1]").digest());
  }

  /** One run, or a part of one. */
  private static final class Run {
    private final String backend;
    private final String master;
    private final AtomicInteger failedTasks = new AtomicInteger();
    private Storage storage = new MemoryStorage();
    private DataSet data = ExactnessTest.data;
    private Compression compression = Compression.NONE;
    private int stopAfter = Integer.MAX_VALUE;
    private int rounds;

    Run(String backend, String master) {
      this.backend = backend;
      this.master = master;
    }

    /** Trains, and gives the digest of all numbers that a checkpoint holds. */
    String digest() {
      SparkConf settings =
          new SparkConf()
              .setMaster(master)
              .setAppName("test")
              .set("spark.ui.enabled", "false")
              .set("spark.driver.bindAddress", "127.0.0.1")
              .set("spark.driver.host", "127.0.0.1");
      try (JavaSparkContext spark = new JavaSparkContext(settings)) {
        spark.sc().addSparkListener(new FailedTasks());
        Trainer[] trainer = new Trainer[1];
        trainer[0] = trainer(spark, listener(() -> trainer[0].stop()));
        return ExactnessTest.digest(trainer[0].train(() -> Networks.initial(NETWORK, "seed: 7\n")));
      }
    }

    private ProgressListener listener(Runnable stop) {
      return new ProgressListener() {
        @Override
        public void roundFinished(RoundReport report) {
          rounds++;
          if (report.plan().round() == stopAfter) {
            stop.run();
          }
        }
      };
    }

    private Trainer trainer(JavaSparkContext spark, ProgressListener listener) {
      RunConfiguration run =
          Runs.schedule(
              Runs.optimizers(
                  Runs.rate(
                      Runs.replicas(Runs.small(), 3, 4, new InnerSteps.Constant(2)),
                      2,
                      Runs.small().training().learningRate()),
                  MOMENTUM,
                  InnerState.AVERAGE,
                  new OuterOptimizer.Nesterov(0.7, 0.9)),
              new Checkpoints(1, 3),
              new Evaluation(1, 8));
      NetworkSettings network =
          new NetworkSettings(
              NETWORK.json(), NETWORK.preprocessing().shape(), CLASSES, 1, MOMENTUM, 0.1, 1);
      RoundPlanner planner = new RoundPlanner(run, ROWS);
      BatchSettings batches =
          new BatchSettings(
              4,
              NETWORK.preprocessing(),
              new Augmentation(new Augmentation.Crop.Padded(2), true),
              Batch.Layout.CHANNELS_FIRST,
              2);
      Jobs jobs = new Jobs(spark);
      return new Trainer(
          run,
          new RunDescription("seed: 7\n", "test"),
          planner,
          new SparkCluster(
              spark,
              jobs,
              data,
              new TrainingSettings(backend, network, planner.learningRate(), batches, 7),
              InnerState.AVERAGE,
              compression,
              NETWORK.layout()),
          new SparkEvaluator(
              spark,
              jobs,
              data,
              new ScoringSettings(backend, network, NETWORK.preprocessing(), 8, 2)),
          NETWORK.layout(),
          new CheckpointStore(storage, "/runs/tiny", 3, sentence -> {}),
          listener);
    }

    private final class FailedTasks extends SparkListener {
      @Override
      public void onTaskEnd(SparkListenerTaskEnd end) {
        if (!(end.reason() instanceof Success$)) {
          failedTasks.incrementAndGet();
        }
      }
    }
  }

  private static String digest(Checkpoint checkpoint) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      Stream.of(
              Stream.of(checkpoint.parameters()),
              checkpoint.inner().vectors().stream(),
              checkpoint.outer().vectors().stream())
          .flatMap(vectors -> vectors)
          .forEach(
              vector -> {
                ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * vector.length);
                bytes.asFloatBuffer().put(vector);
                digest.update(bytes);
              });
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
