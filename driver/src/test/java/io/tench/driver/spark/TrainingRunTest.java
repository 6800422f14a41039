package io.tench.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.Augmentation;
import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.DataSets;
import io.tench.datasets.ImageShape;
import io.tench.datasets.OnBadSample;
import io.tench.datasets.Sample;
import io.tench.datasets.ShardManifest;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.driver.InnerSteps;
import io.tench.driver.OuterOptimizer;
import io.tench.driver.ProgressListener;
import io.tench.driver.RoundFailedException;
import io.tench.driver.RoundReport;
import io.tench.driver.RunConfiguration;
import io.tench.driver.RunConfiguration.Checkpoints;
import io.tench.driver.RunConfiguration.Evaluation;
import io.tench.driver.RunConfiguration.InnerState;
import io.tench.driver.RunConfiguration.Model;
import io.tench.driver.Runs;
import io.tench.models.Checkpoint;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterRole;
import io.tench.models.ParameterSlice;
import io.tench.workers.InnerOptimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs on Spark in this process. */
class TrainingRunTest {
  private static final int CLASSES = 3;
  private static final InnerOptimizer SGD = new InnerOptimizer.Sgd(0, false, 0);
  private static final InnerOptimizer MOMENTUM = new InnerOptimizer.Sgd(0.9, true, 1e-4);

  @TempDir static Path folder;
  private static DataSet small;
  private static DataSet large;
  private static JavaSparkContext spark;
  private static int runs;

  @BeforeAll
  static void begin() throws IOException {
    small = data("small", 28, 50);
    large = data("large", 32, 24);
    spark = SparkConnection.open("test", Optional.of("local[2]"), 1);
  }

  @AfterAll
  static void end() {
    spark.stop();
  }

  private static DataSet data(String name, int size, int count) throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      samples.add(
          new Sample(
              Images.png(Images.scene(size, size, index)), "scene-" + index, index % CLASSES));
    }
    return DataSets.write(
        new HadoopStorage(),
        folder.resolve(name).toString(),
        DataSets.labels(CLASSES),
        samples,
        3,
        4000);
  }

  @Test
  void oneStepOnManyReplicasIsOneStepOnTheLargerBatch() {
    RunConfiguration many = lenet(4, 4, 1, SGD, new OuterOptimizer.Average());
    RunConfiguration one = lenet(1, 16, 1, SGD, new OuterOptimizer.Average());
    Checkpoint averaged = train(many, small);
    Checkpoint expected = train(one, small);

    assertThat(averaged.position()).isEqualTo(expected.position());
    double largest = 0;
    for (int index = 0; index < expected.parameters().length; index++) {
      double value = expected.parameters()[index];
      double difference = Math.abs(averaged.parameters()[index] - value);
      largest = Math.max(largest, difference / Math.max(Math.abs(value), 1e-3));
    }
    assertThat(largest).isLessThanOrEqualTo(1e-5);
    assertThat(averaged.report().trainingLoss())
        .isCloseTo(expected.report().trainingLoss(), within(1e-5));
  }

  @Test
  void goesOnToTheSameBitsAfterAnInterruption() {
    RunConfiguration run = lenet(2, 4, 2, MOMENTUM, new OuterOptimizer.SlowMo(1, 0.5));
    Checkpoint undisturbed = train(run, small);
    for (int round : new int[] {2, 5}) {
      RunConfiguration again = inNewFolder(run);
      TrainingRun[] interrupted = new TrainingRun[1];
      interrupted[0] = open(again, small, onRound(round, () -> interrupted[0].stop()));
      assertThat(interrupted[0].train().round()).isEqualTo(round);
      requireSame(open(again, small, ProgressListener.NONE).train(), undisturbed);
    }
  }

  @Test
  void abandonsTheRoundThatRunsWhenToldToStop() throws Exception {
    RunConfiguration run = lenet(2, 2, 6, MOMENTUM, new OuterOptimizer.Average());
    TrainingRun[] stopped = new TrainingRun[1];
    Thread stopper = new Thread(() -> stopDuringAJob(stopped[0]));
    stopped[0] = open(run, small, onRound(1, stopper::start));
    Checkpoint last = stopped[0].train();
    stopper.join();

    assertThat(last.round()).isBetween(1, 3);
    requireSameParameters(
        open(run, small, ProgressListener.NONE).train(), train(inNewFolder(run), small));
  }

  private static void stopDuringAJob(TrainingRun run) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (spark.statusTracker().getActiveJobIds().length == 0 && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    run.stop();
  }

  @Test
  void givesTheSameBitsOnAnyNumberOfSlots() {
    RunConfiguration run = lenet(3, 4, 2, MOMENTUM, new OuterOptimizer.Nesterov(0.7, 0.9));
    Checkpoint onTwo = train(run, small);
    for (String master : List.of("local[1]", "local[3]")) {
      spark.stop();
      spark = SparkConnection.open("test", Optional.of(master), 1);
      requireSame(train(inNewFolder(run), small), onTwo);
    }
  }

  @Test
  void trainsWithBatchNormAndMeasuresWhatItTrained() {
    RunConfiguration base =
        optimized(MOMENTUM, InnerState.RESET, new OuterOptimizer.Average(), 2, 4, 2);
    RunConfiguration run = on(base, new Model("resnet-20", new ImageShape(3, 32, 32), 32));
    List<RoundReport> reports = new ArrayList<>();
    Checkpoint last = open(run, large, onEveryRound(reports::add)).train();

    assertThat(last.inner()).isSameAs(OptimizerState.NONE);
    assertThat(last.report().validation().orElseThrow().samples()).isEqualTo(24);
    for (ParameterSlice slice : last.network().layout().slices()) {
      for (int index = (int) slice.offset(); index < slice.end(); index++) {
        assertThat(last.parameters()[index]).isFinite();
        if (slice.role() == ParameterRole.RUNNING_VARIANCE) {
          assertThat(last.parameters()[index]).isPositive();
        }
      }
    }
    assertThat(reports).hasSize(last.round());
    assertThat(reports)
        .allSatisfy(
            report -> {
              assertThat(report.times().machinery()).isPositive();
              assertThat(report.times().computing()).isPositive();
              assertThat(report.loss()).isPositive();
            });
  }

  @Test
  void saysWhichShardCannotBeRead() throws IOException {
    DataSet broken = data("broken", 28, 30);
    Files.delete(folder.resolve("broken/shard-00001.parquet"));
    RunConfiguration run = lenet(2, 4, 8, SGD, new OuterOptimizer.Average());

    assertThatThrownBy(() -> train(run, broken))
        .isInstanceOf(RoundFailedException.class)
        .hasMessageMatching("Round 1 failed: File .*shard-00001.parquet does not exist");
  }

  @Test
  void refusesToGoOnWithAnotherDataSetAtTheSamePlace() throws IOException {
    RunConfiguration run = lenet(2, 4, 2, SGD, new OuterOptimizer.Average());
    train(run, data("replaced", 28, 20));
    Files.delete(folder.resolve("replaced").resolve(ShardManifest.FILE));
    for (int shard = 0; shard < 3; shard++) {
      Files.delete(folder.resolve("replaced/shard-0000%d.parquet".formatted(shard)));
    }
    DataSet other = data("replaced", 28, 21);

    assertThatThrownBy(() -> train(run, other))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("holds a run on another data set than lies in");
  }

  @Test
  void leavesOutBadSamplesAndCountsThem() throws IOException {
    data("partly", 28, 50);
    Files.delete(folder.resolve("partly/shard-00001.parquet"));
    DataSet partly =
        DataSet.open(new HadoopStorage(), folder.resolve("partly").toString(), OnBadSample.SKIP);
    RunConfiguration run =
        Runs.tolerance(
            lenet(2, 4, 2, MOMENTUM, new OuterOptimizer.Nesterov(0.7, 0.9)),
            new RunConfiguration.FaultTolerance(17, 0, 0, 0.5, 60));
    List<RoundReport> reports = new ArrayList<>();
    Checkpoint last = open(run, partly, onEveryRound(reports::add)).train();

    assertThat(last.position().epoch()).isEqualTo(2);
    assertThat(reports.stream().mapToLong(RoundReport::skipped).sum()).isEqualTo(2 * 17);
    assertThat(last.report().validation().orElseThrow().samples()).isEqualTo(50 - 17);
    requireSame(train(inNewFolder(run), partly), last);
  }

  private static Checkpoint train(RunConfiguration run, DataSet data) {
    return open(run, data, ProgressListener.NONE).train();
  }

  private static TrainingRun open(RunConfiguration run, DataSet data, ProgressListener listener) {
    return new TrainingRun(spark, new HadoopStorage(), run, data, data, listener);
  }

  private static RunConfiguration lenet(
      int replicas, int batchSize, int innerSteps, InnerOptimizer inner, OuterOptimizer outer) {
    return optimized(inner, InnerState.AVERAGE, outer, replicas, batchSize, innerSteps);
  }

  private static RunConfiguration optimized(
      InnerOptimizer inner,
      InnerState state,
      OuterOptimizer outer,
      int replicas,
      int batchSize,
      int innerSteps) {
    RunConfiguration run =
        Runs.replicas(Runs.small(), replicas, batchSize, new InnerSteps.Constant(innerSteps));
    run = Runs.rate(run, 2, run.training().learningRate());
    run = Runs.schedule(run, new Checkpoints(3, 2), new Evaluation(1, 8));
    return inNewFolder(
        on(
            Runs.optimizers(run, inner, state, outer),
            new Model("lenet", new ImageShape(3, 28, 28), 28)));
  }

  private static RunConfiguration on(RunConfiguration run, Model network) {
    return new RunConfiguration(
        run.run(),
        run.seed(),
        run.data(),
        network,
        new Augmentation(new Augmentation.Crop.Padded(2), true),
        run.training(),
        run.checkpoints(),
        run.evaluation());
  }

  private static RunConfiguration inNewFolder(RunConfiguration run) {
    runs++;
    return run.withLocations(folder.resolve("run-" + runs).toString(), run.data());
  }

  private static ProgressListener onRound(int round, Runnable action) {
    return onEveryRound(
        report -> {
          if (report.plan().round() == round) {
            action.run();
          }
        });
  }

  private static ProgressListener onEveryRound(Consumer<RoundReport> action) {
    return new ProgressListener() {
      @Override
      public void roundFinished(RoundReport report) {
        action.accept(report);
      }
    };
  }

  private static void requireSameParameters(Checkpoint actual, Checkpoint expected) {
    assertThat(actual.position()).isEqualTo(expected.position());
    assertThat(actual.parameters()).isEqualTo(expected.parameters());
    assertThat(actual.inner().vectors().get(0)).isEqualTo(expected.inner().vectors().get(0));
  }

  private static void requireSame(Checkpoint actual, Checkpoint expected) {
    requireSameParameters(actual, expected);
    assertThat(actual.outer().vectors().get(0)).isEqualTo(expected.outer().vectors().get(0));
    assertThat(actual.report().validation()).isEqualTo(expected.report().validation());
    assertThat(actual.report().best()).isEqualTo(expected.report().best());
  }
}
