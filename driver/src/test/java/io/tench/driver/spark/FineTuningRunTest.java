package io.tench.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.DataSets;
import io.tench.datasets.ImageShape;
import io.tench.datasets.Sample;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.driver.InnerSteps;
import io.tench.driver.OuterOptimizer;
import io.tench.driver.ProgressListener;
import io.tench.driver.RoundReport;
import io.tench.driver.RunConfiguration;
import io.tench.driver.RunConfiguration.Checkpoints;
import io.tench.driver.RunConfiguration.Evaluation;
import io.tench.driver.RunConfiguration.InnerState;
import io.tench.driver.RunConfiguration.Model;
import io.tench.driver.Runs;
import io.tench.driver.checkpoint.SourceCheckpoint;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import io.tench.models.NetworkDescription;
import io.tench.models.ParameterSlice;
import io.tench.models.transfer.FeatureLayer;
import io.tench.models.transfer.FineTuning;
import io.tench.models.transfer.LayerRates;
import io.tench.models.transfer.RateSchedule;
import io.tench.workers.InnerOptimizer;
import io.tench.workers.NetworkSettings;
import io.tench.workers.ScoringSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs that build on the checkpoint of another run, on Spark in this process. */
class FineTuningRunTest {
  private static final ImageShape SHAPE = new ImageShape(3, 16, 16);
  private static final SortedMap<Integer, String> NEVER = new TreeMap<>();
  private static final Storage STORAGE = new HadoopStorage();

  @TempDir static Path folder;
  private static DataSet threeClasses;
  private static DataSet fourClasses;
  private static JavaSparkContext spark;
  private static String base;
  private static int runs;

  @BeforeAll
  static void trainTheBase() throws IOException {
    threeClasses = data("three", 3);
    fourClasses = data("four", 4);
    spark = SparkConnection.open("test", Optional.of("local[2]"), 1);
    RunConfiguration run = tuned("nd4j", FineTuning.FROM_SCRATCH, new OuterOptimizer.Average());
    base = run.run();
    train(
        run.withTransfer(FineTuning.FROM_SCRATCH, new Model("resnet-20", SHAPE, 16)), threeClasses);
  }

  @AfterAll
  static void end() {
    spark.stop();
  }

  private static DataSet data(String name, int classes) throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int index = 0; index < 30; index++) {
      samples.add(
          new Sample(Images.png(Images.scene(16, 16, index)), "scene-" + index, index % classes));
    }
    String path = folder.resolve(name).toString();
    return DataSets.write(STORAGE, path, DataSets.labels(classes), samples, 2, 4000);
  }

  /** Three replicas, whose thirds do not add up to every number; momentum inside and outside. */
  private static RunConfiguration tuned(String backend, FineTuning tuning, OuterOptimizer outer) {
    runs++;
    RunConfiguration run = Runs.replicas(Runs.small(), 3, 3, new InnerSteps.Constant(2));
    run = Runs.rate(run, 2, run.training().learningRate());
    run = Runs.schedule(run, new Checkpoints(1, 5), new Evaluation(1, 8));
    InnerOptimizer decaying = new InnerOptimizer.Sgd(0.9, true, 0.05);
    run = Runs.optimizers(run, decaying, InnerState.AVERAGE, outer);
    return run.withTraining(run.training().withBackend(backend))
        .withLocations(folder.resolve("run-" + runs).toString(), run.data())
        .withTransfer(tuning, Model.OF_CHECKPOINT);
  }

  private static FineTuning from(
      String checkpoint, String freezeUntil, SortedMap<Integer, String> unfreeze) {
    return new FineTuning(checkpoint, true, freezeUntil, unfreeze, Map.of("layer3.0", 0.1), 1);
  }

  private static TrainingRun open(RunConfiguration run, DataSet data, ProgressListener listener) {
    return new TrainingRun(spark, STORAGE, run, data, data, listener);
  }

  private static Checkpoint train(RunConfiguration run, DataSet data) {
    return open(run, data, ProgressListener.NONE).train();
  }

  private static Checkpoint round(String run, int round) throws IOException {
    return CheckpointFiles.read(STORAGE, CheckpointFiles.folder(run, round));
  }

  private static int[] bits(float[] values, ParameterSlice slice) {
    int[] bits = new int[(int) slice.length()];
    Arrays.setAll(bits, i -> Float.floatToRawIntBits(values[(int) slice.offset() + i]));
    return bits;
  }

  @ParameterizedTest
  @ValueSource(strings = {"nd4j", "torch"})
  void whatIsFrozenKeepsItsBitsThroughDecayMomentumAndAverages(String backend) throws IOException {
    Checkpoint source = CheckpointFiles.read(STORAGE, newest(base));
    for (OuterOptimizer outer :
        List.of(new OuterOptimizer.Average(), new OuterOptimizer.Nesterov(0.7, 0.9))) {
      FineTuning tuning = from(base, "layer2", NEVER);
      Checkpoint last = train(tuned(backend, tuning, outer), fourClasses);
      LayerRates rates = RateSchedule.of(tuning, last.network()).at(0);

      assertThat(last.network().labels().size()).isEqualTo(4);
      assertThat(last.position().epoch()).isEqualTo(2);
      for (ParameterSlice slice : last.network().layout().slices()) {
        String name = slice.layer() + "/" + slice.key();
        if (rates.freezes(slice.layer())) {
          assertThat(bits(last.parameters(), slice))
              .as(name)
              .isEqualTo(bits(source.parameters(), slice));
          assertThat(bits(last.inner().vectors().get(0), slice)).as(name).containsOnly(0);
          last.outer().vectors().forEach(v -> assertThat(bits(v, slice)).as(name).containsOnly(0));
        } else if (!slice.layer().equals("fc")) {
          assertThat(bits(last.parameters(), slice))
              .as(name)
              .isNotEqualTo(bits(source.parameters(), slice));
        }
      }
    }
  }

  private static String newest(String run) throws IOException {
    return CheckpointFiles.rounds(STORAGE, run).get(0).path();
  }

  @Test
  void unfreezesAtTheEpoch() throws IOException {
    RunConfiguration run =
        tuned(
            "nd4j",
            from(base, "layer2", new TreeMap<>(Map.of(1, "layer1"))),
            new OuterOptimizer.Average());
    Checkpoint last = train(run, fourClasses);
    Checkpoint source = CheckpointFiles.read(STORAGE, newest(base));
    Checkpoint afterEpoch1 = round(run.run(), last.round() / 2);

    assertThat(afterEpoch1.position().epoch()).isEqualTo(1);
    for (ParameterSlice slice : last.network().layout().slices()) {
      if (slice.layer().equals("fc")) {
        continue; // it has another class now
      }
      int[] before = bits(source.parameters(), slice);
      if (slice.layer().startsWith("layer2")) {
        assertThat(bits(afterEpoch1.parameters(), slice)).isEqualTo(before);
        assertThat(bits(last.parameters(), slice)).isNotEqualTo(before);
      } else if (slice.layer().startsWith("layer1")) {
        assertThat(bits(last.parameters(), slice)).isEqualTo(before);
      }
    }
  }

  @Test
  void goesOnToTheSameBitsWhereverItsBaseHasGoneMeanwhile() throws IOException {
    RunConfiguration own = tuned("nd4j", FineTuning.FROM_SCRATCH, new OuterOptimizer.Average());
    train(
        own.withTransfer(FineTuning.FROM_SCRATCH, new Model("resnet-20", SHAPE, 16)), threeClasses);
    FineTuning tuning = from(own.run(), "layer1", NEVER);
    Checkpoint expected =
        train(tuned("nd4j", tuning, new OuterOptimizer.SlowMo(1, 0.5)), fourClasses);
    RunConfiguration run = tuned("nd4j", tuning, new OuterOptimizer.SlowMo(1, 0.5));
    TrainingRun[] stopped = new TrainingRun[1];
    stopped[0] = open(run, fourClasses, afterRound(1, () -> stopped[0].stop()));
    assertThat(stopped[0].train().round()).isEqualTo(1);
    STORAGE.delete(own.run());

    Checkpoint last = train(run, fourClasses);

    assertThat(last.parameters()).isEqualTo(expected.parameters());
    assertThat(last.report().configuration())
        .contains("from-checkpoint: " + own.run() + "/round-000004");
    assertThat(last.report().configuration()).contains("architecture: resnet-20");
  }

  private static ProgressListener afterRound(int round, Runnable action) {
    return new ProgressListener() {
      @Override
      public void roundFinished(RoundReport report) {
        if (report.plan().round() == round) {
          action.run();
        }
      }
    };
  }

  @ParameterizedTest
  @CsvSource({"nd4j, avgpool", "torch, avgpool", "torch, layer3.1"})
  void aHeadOnStoredFeaturesComesOutAsOnImages(String backend, String layer) throws Exception {
    FineTuning tuning = from(base, layer, NEVER);
    RunConfiguration onImages = tuned(backend, tuning, new OuterOptimizer.SlowMo(1, 0.5));
    Checkpoint expected = train(onImages, fourClasses);
    String stored = folder.resolve("features-" + runs).toString();
    SourceCheckpoint source = SourceCheckpoint.open(STORAGE, base, skipped -> {});
    NetworkDescription network = source.checkpoint().network();
    NetworkSettings settings =
        new NetworkSettings(network.json(), SHAPE, 3, 1, new InnerOptimizer.Sgd(0, false, 0), 0, 0);
    for (String split : List.of("train", "val")) {
      Features.write(
          spark,
          fourClasses,
          source,
          FeatureLayer.of(network, layer),
          new ScoringSettings(backend, settings, network.preprocessing(), 8, 1),
          stored + "/" + split);
    }

    RunConfiguration onFeatures =
        tuned(backend, tuning.on(stored), new OuterOptimizer.SlowMo(1, 0.5));
    TrainingRun[] stopped = new TrainingRun[1];
    stopped[0] = open(onFeatures, fourClasses, afterRound(1, () -> stopped[0].stop()));
    assertThat(stopped[0].train().round()).isEqualTo(1);
    Checkpoint last = train(onFeatures, fourClasses);
    Checkpoint straight =
        train(tuned(backend, tuning.on(stored), new OuterOptimizer.SlowMo(1, 0.5)), fourClasses);

    assertThat(last.parameters()).isEqualTo(straight.parameters());
    assertThat(last.outer().vectors()).containsExactlyElementsOf(straight.outer().vectors());
    assertThat(last.parameters()).isEqualTo(round(onFeatures.run(), last.round()).parameters());
    assertThat(last.position()).isEqualTo(expected.position());
    for (int index = 0; index < expected.parameters().length; index++) {
      float value = expected.parameters()[index];
      float tolerance = 1e-5f * Math.max(1, Math.abs(value));
      assertThat(last.parameters()[index]).isCloseTo(value, within(tolerance));
    }
    assertThat(last.report().validation().orElseThrow().loss())
        .isCloseTo(expected.report().validation().orElseThrow().loss(), within(1e-4));
    assertThatThrownBy(
            () ->
                train(
                    tuned(
                        backend,
                        from(base, "layer1", NEVER).on(stored),
                        new OuterOptimizer.Average()),
                    fourClasses))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("are of the layer");
  }

  @Test
  void saysWhatDoesNotFit() {
    FineTuning sameHead = new FineTuning(base, false, "none", NEVER, Map.of(), 1);
    assertThatThrownBy(
            () -> train(tuned("nd4j", sameHead, new OuterOptimizer.Average()), fourClasses))
        .isInstanceOf(BadInputException.class)
        .hasMessageMatching(
            "The data set .*/four has 4 classes and the checkpoint .*/run-1 tells 3 apart: ask for"
                + " a new head \\(--new-head, or transfer.new-head: true\\), or take data of the"
                + " same classes.");
    RunConfiguration other =
        tuned("nd4j", from(base, "none", NEVER), new OuterOptimizer.Average())
            .withTransfer(from(base, "none", NEVER), new Model("resnet-32", SHAPE, 16));
    assertThatThrownBy(() -> train(other, fourClasses))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("asks for resnet-32");
    assertThatThrownBy(
            () ->
                train(
                    tuned("nd4j", from("/nowhere", "none", NEVER), new OuterOptimizer.Average()),
                    fourClasses))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("/nowhere is not a checkpoint");
  }

  @Test
  void refusesTheFolderOfARunFromElsewhere() throws IOException {
    RunConfiguration run = tuned("nd4j", from(base, "layer1", NEVER), new OuterOptimizer.Average());
    train(run, fourClasses);
    RunConfiguration changed = run.withTransfer(from(base, "layer2", NEVER), Model.OF_CHECKPOINT);
    assertThatThrownBy(() -> train(changed, fourClasses))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("transfer.freeze-until is layer1 there and layer2 here");
    RunConfiguration elsewhere =
        run.withTransfer(from(newest(run.run()), "layer1", NEVER), Model.OF_CHECKPOINT);
    assertThatThrownBy(() -> train(elsewhere, fourClasses))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("transfer.from-checkpoint is");
  }
}
