package io.tench.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.Augmentation;
import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.DataSet;
import io.tench.datasets.DataSets;
import io.tench.datasets.ImageShape;
import io.tench.datasets.OnBadSample;
import io.tench.datasets.Preprocessing;
import io.tench.datasets.Sample;
import io.tench.datasets.SampleRange;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.image.BatchStream;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.models.Architecture;
import io.tench.models.InitialParameters;
import io.tench.models.OptimizerState;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicaTest {
  private static final ImageShape SHAPE = new ImageShape(3, 28, 28);
  private static final int CLASSES = 3;
  private static final ComputationGraphConfiguration CONFIGURATION =
      Architecture.named("lenet").configuration(SHAPE, CLASSES, 1);
  private static final float[] START = InitialParameters.of(CONFIGURATION, 5);
  private static final LearningRate RATE =
      new LearningRate(0.05, 4, new LearningRate.Decay.Constant());
  private static final ReplicaTask TASK = new ReplicaTask(2, 1, 2, new SampleRange(1, 3, 24), 99);

  @TempDir static Path folder;
  private static DataSet data;

  @BeforeAll
  static void writeData() throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int index = 0; index < 40; index++) {
      samples.add(
          new Sample(Images.png(Images.scene(28, 28, index)), "scene-" + index, index % CLASSES));
    }
    data =
        DataSets.write(
            new HadoopStorage(), folder.toString(), DataSets.labels(CLASSES), samples, 2, 4000);
  }

  @Test
  void stepsThroughItsSamplesInOrderAtTheGlobalStepsRate() throws IOException {
    TrainingSettings settings = settings("nd4j", RATE);
    ReplicaResult result = Replica.run(TASK, START, OptimizerState.NONE, data, settings);
    float[] expected = new float[START.length];
    double loss = 0;
    int correct = 0;
    try (Network network = Backends.named("nd4j").open(settings.network());
        BatchStream stream =
            BatchStream.open(data, TASK.samples(), settings.batches(), settings.seed(), true)) {
      network.load(START, OptimizerState.NONE, TASK.seed());
      for (long step = TASK.firstStep(); step < TASK.firstStep() + 3; step++) {
        Batch batch = stream.next();
        StepReport report = network.train(batch, RATE.at(step));
        loss += report.loss() * batch.size();
        correct += report.correct();
      }
      assertThat(stream.next()).isNull();
      network.parameters(expected);
      assertThat(result.state().vectors().get(0))
          .containsExactly(network.optimizerState().vectors().get(0));
    }
    assertThat(result.parameters()).containsExactly(expected);
    ReplicaResult.Report report = result.report();
    assertThat(report.replica()).isEqualTo(1);
    assertThat(report.samples()).isEqualTo(21);
    assertThat(report.steps()).isEqualTo(3);
    assertThat(report.loss()).isEqualTo(loss);
    assertThat(report.correct()).isEqualTo(correct);
    assertThat(report.computing()).isPositive().isLessThan(report.total());
  }

  @Test
  void givesTheSameBitsAgainAndBesideOthers() throws Exception {
    TrainingSettings settings = settings("auto", RATE);
    float[] start = START.clone();
    ReplicaResult alone = Replica.run(TASK, start, OptimizerState.NONE, data, settings);
    ExecutorService slots = Executors.newFixedThreadPool(2);
    try {
      List<Future<ReplicaResult>> beside = new ArrayList<>();
      for (int run = 0; run < 4; run++) {
        beside.add(
            slots.submit(() -> Replica.run(TASK, start, OptimizerState.NONE, data, settings)));
      }
      for (Future<ReplicaResult> result : beside) {
        assertThat(result.get().parameters()).containsExactly(alone.parameters());
      }
    } finally {
      slots.shutdownNow();
    }
    assertThat(start).containsExactly(START);
  }

  @Test
  void bringsBackWhatItGotWhereItHasNoSamples() throws IOException {
    ReplicaTask idle = new ReplicaTask(2, 1, 2, new SampleRange(1, 7, 7), 99);
    ReplicaResult result =
        Replica.run(idle, START, OptimizerState.NONE, data, settings("nd4j", RATE));
    assertThat(result.parameters()).isSameAs(START);
    assertThat(result.report().samples()).isZero();
  }

  @Test
  void stopsWhereTheLossIsNoNumberAndSaysWhere() {
    LearningRate steep = new LearningRate(1e30, 0, new LearningRate.Decay.Constant());
    assertThatThrownBy(
            () -> Replica.run(TASK, START, OptimizerState.NONE, data, settings("nd4j", steep)))
        .isInstanceOf(DivergenceException.class)
        .hasMessageContaining("round 2, replica 1, step 3, where the loss was NaN");
  }

  @Test
  void leavesOutAMiniBatchAtWhichItDivergesWhereBadSamplesAreSkipped() throws IOException {
    LearningRate tiny = new LearningRate(1e-6, 0, new LearningRate.Decay.Constant());
    TrainingSettings plain = settings("nd4j", tiny);
    List<Double> losses = losses(plain);
    double largest = Collections.max(losses);
    int at = losses.indexOf(largest);
    double second = losses.stream().filter(loss -> loss < largest).max(Double::compare).get();
    TrainingSettings bounded =
        new TrainingSettings(
            "nd4j", plain.network(), tiny, plain.batches(), (largest + second) / 2, 7);

    assertThatThrownBy(() -> Replica.run(TASK, START, OptimizerState.NONE, data, bounded))
        .isInstanceOfSatisfying(
            DivergenceException.class,
            divergence -> assertThat(divergence.step()).isEqualTo(TASK.firstStep() + at));
    DataSet tolerant = DataSet.open(new HadoopStorage(), folder.toString(), OnBadSample.SKIP);
    ReplicaResult result = Replica.run(TASK, START, OptimizerState.NONE, tolerant, bounded);
    long left = at == 2 ? 5 : 8;
    assertThat(result.report().skipped().count()).isEqualTo(left);
    assertThat(result.report().samples()).isEqualTo(21 - left);
    assertThat(result.report().steps()).isEqualTo(3);
    assertThat(result.report().skipped().reasons()).singleElement().asString().contains("diverged");
  }

  private static List<Double> losses(TrainingSettings settings) throws IOException {
    List<Double> losses = new ArrayList<>();
    try (Network network = Backends.named("nd4j").open(settings.network());
        BatchStream stream =
            BatchStream.open(data, TASK.samples(), settings.batches(), settings.seed(), true)) {
      network.load(START, OptimizerState.NONE, TASK.seed());
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        losses.add(network.train(batch, 1e-6).loss());
      }
    }
    return losses;
  }

  @Test
  void multipliesTheLearningRateByTheTasksFactor() throws IOException {
    LearningRate half = new LearningRate(0.025, 4, new LearningRate.Decay.Constant());
    ReplicaResult slower =
        Replica.run(TASK.slower(0.5), START, OptimizerState.NONE, data, settings("nd4j", RATE));
    ReplicaResult expected =
        Replica.run(TASK, START, OptimizerState.NONE, data, settings("nd4j", half));
    assertThat(slower.parameters()).containsExactly(expected.parameters());
  }

  @Test
  void refusesADataSetWithOtherClasses() throws IOException {
    TrainingSettings settings = settings("nd4j", RATE);
    NetworkSettings ten =
        new NetworkSettings(
            settings.network().json(), SHAPE, 10, 1, settings.network().optimizer(), 0, 0);
    TrainingSettings wrong =
        new TrainingSettings("nd4j", ten, RATE, settings.batches(), settings.seed());
    assertThatThrownBy(() -> Replica.run(TASK, START, OptimizerState.NONE, data, wrong))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("has 3 classes, the network tells 10 apart");
  }

  @Test
  void scoresTheSameInOneRangeOrInParts() throws IOException {
    TrainingSettings training = settings("nd4j", RATE);
    ScoringSettings settings =
        new ScoringSettings("nd4j", training.network(), training.batches().preprocessing(), 6, 1);
    SampleRange all = new SampleRange(0, 0, 40);
    Score whole = Scorer.score(all, START, data, settings);
    List<Score> parts = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      parts.add(Scorer.score(all.part(part, 3), START, data, settings));
    }
    Score sum = Score.of(parts);
    assertThat(sum.samples()).isEqualTo(40);
    for (int index = 0; index < CLASSES; index++) {
      assertThat(sum.samples(index)).isEqualTo(whole.samples(index)).isBetween(13L, 14L);
      assertThat(sum.predicted(index)).isEqualTo(whole.predicted(index));
      assertThat(sum.correct(index)).isEqualTo(whole.correct(index));
    }
    assertThat(sum.metrics().loss()).isCloseTo(whole.metrics().loss(), within(1e-6));
    assertThat(sum.metrics().top5()).isEqualTo(1);
  }

  @Test
  void scoresClassesThatTheNetworkHasInAnotherOrder() throws IOException {
    TrainingSettings training = settings("nd4j", RATE);
    ScoringSettings settings =
        new ScoringSettings("nd4j", training.network(), training.batches().preprocessing(), 6, 1);
    SampleRange all = new SampleRange(0, 0, 40);
    Score inOrder = Scorer.score(all, START, data, settings);

    Score turned = Scorer.score(all, START, data, settings.onClasses(List.of(2, 0, 1)));

    assertThat(turned.samples(2)).isEqualTo(inOrder.samples(0));
    assertThat(turned.samples(0)).isEqualTo(inOrder.samples(1));
    assertThat(turned.predicted(2)).isEqualTo(inOrder.predicted(2));
    assertThatThrownBy(
            () -> Scorer.score(all, START, data, settings.onClasses(List.of(0, 1, 2, 2))))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("has 3 classes, the network tells 4 apart");
  }

  @Test
  void namesTheNearestBackend() {
    assertThatThrownBy(() -> Backends.named("nd4"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("the nearest is \"nd4j\"");
  }

  private static TrainingSettings settings(String backend, LearningRate rate) {
    NetworkSettings network =
        new NetworkSettings(
            CONFIGURATION.toJson(),
            SHAPE,
            CLASSES,
            1,
            new InnerOptimizer.Sgd(0.9, true, 1e-4),
            0.1,
            0);
    Preprocessing preprocessing = new Preprocessing(SHAPE, 28, ChannelStatistics.IMAGENET);
    BatchSettings batches =
        new BatchSettings(
            8,
            preprocessing,
            new Augmentation(new Augmentation.Crop.Padded(2), true),
            Batch.Layout.CHANNELS_FIRST,
            2);
    return new TrainingSettings(backend, network, rate, batches, 7);
  }
}
