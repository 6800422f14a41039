package io.tench.workers.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.datasets.ImageShape;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.models.ParameterRole;
import io.tench.models.ParameterSlice;
import io.tench.workers.InnerOptimizer;
import io.tench.workers.Network;
import io.tench.workers.NetworkSettings;
import io.tench.workers.StepReport;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.Test;

class Nd4jNetworkTest {
  private static final ImageShape IMAGE = new ImageShape(3, 6, 6);
  private static final SoftmaxRegression REFERENCE =
      new SoftmaxRegression(TestNetworks.TINY.values(), TestNetworks.CLASSES);

  /** Small beside the loss's curvature, large beside float32's rounding of it. */
  private static final double SHIFT = 4e-3;

  private final Nd4jBackend backend = new Nd4jBackend();

  @Test
  void takesThePlainGradientStepOfSoftmaxRegressionWithSmoothedLabels() {
    NetworkSettings plain = regression(TestNetworks.PLAIN);
    NetworkSettings settings =
        new NetworkSettings(
            plain.json(), plain.input(), plain.classes(), 1, plain.optimizer(), 0.1, 0);
    Random random = new Random(5);
    float[] start = TestNetworks.random(28, random);
    Batch batch = TestNetworks.batch(TestNetworks.TINY, 7, 9, random);
    double[] gradient = new double[28];
    double loss = REFERENCE.loss(doubles(start), batch, 0.1, gradient);
    try (Network network = backend.open(settings)) {
      network.load(start, OptimizerState.NONE, 0);
      StepReport report = network.train(batch, 0.5);
      assertThat(report.loss()).isCloseTo(loss, within(1e-6));
      assertThat(report.size()).isEqualTo(7);
      float[] after = parameters(network, 28);
      for (int index = 0; index < 28; index++) {
        assertThat((double) after[index])
            .isCloseTo(start[index] - 0.5 * gradient[index], within(1e-6));
      }
    }
  }

  @Test
  void stepsAsEachOptimizerIsDefined() {
    List<InnerOptimizer> optimizers =
        List.of(
            new InnerOptimizer.Sgd(0, false, 0.02),
            new InnerOptimizer.Sgd(0.9, false, 0.02),
            new InnerOptimizer.Sgd(0.9, true, 0.02),
            new InnerOptimizer.Adam(0.9, 0.98, 1e-8, 0.02),
            new InnerOptimizer.Adam(0.9, 0.999, 1e-3, 0));
    for (InnerOptimizer optimizer : optimizers) {
      Random random = new Random(17);
      float[] start = TestNetworks.random(28, random);
      ReferenceOptimizer reference = new ReferenceOptimizer(optimizer, doubles(start), 24);
      try (Network network = backend.open(regression(optimizer))) {
        network.load(start, OptimizerState.NONE, 0);
        for (int step = 0; step < 5; step++) {
          double rate = 0.1 / (step + 1);
          Batch batch = TestNetworks.batch(TestNetworks.TINY, 5, 5, random);
          double[] gradient = new double[28];
          REFERENCE.loss(reference.parameters, batch, 0, gradient);
          reference.step(gradient, rate);
          network.train(batch, rate);
        }
        float[] after = parameters(network, 28);
        for (int index = 0; index < 28; index++) {
          assertThat((double) after[index])
              .as("%s, parameter %d", optimizer, index)
              .isCloseTo(reference.parameters[index], within(2e-6));
        }
        assertThat(network.optimizerState().vectors()).hasSize(optimizer.vectors());
        assertThat(network.optimizerState().steps()).isEqualTo(5);
      }
    }
  }

  @Test
  void continuesFromItsOptimizerStateAsIfNeverStopped() {
    for (InnerOptimizer optimizer :
        List.of(
            new InnerOptimizer.Sgd(0.9, true, 1e-3),
            new InnerOptimizer.Adam(0.9, 0.999, 1e-8, 1e-3))) {
      Random random = new Random(3);
      float[] start = TestNetworks.random(28, random);
      Batch first = TestNetworks.batch(TestNetworks.TINY, 5, 5, random);
      Batch second = TestNetworks.batch(TestNetworks.TINY, 4, 5, random);
      try (Network whole = backend.open(regression(optimizer));
          Network halves = backend.open(regression(optimizer))) {
        whole.load(start, OptimizerState.NONE, 1);
        whole.train(first, 0.1);
        float[] middle = parameters(whole, 28);
        OptimizerState state = whole.optimizerState();
        whole.train(second, 0.1);
        halves.load(middle, state, 1);
        halves.train(second, 0.1);
        assertThat(parameters(halves, 28)).containsExactly(parameters(whole, 28));
      }
    }
  }

  @Test
  void agreesWithNumericGradientsThroughConvolutionAndBatchNorm() {
    NetworkSettings settings =
        TestNetworks.settings(TestNetworks.convolutional(IMAGE, false), IMAGE, TestNetworks.PLAIN);
    ParameterLayout layout = layout(settings);
    int length = Math.toIntExact(layout.length());
    Random random = new Random(11);
    Batch batch = TestNetworks.batch(IMAGE, 6, 6, random);
    float[] start = TestNetworks.random(length, random);
    try (Network network = backend.open(settings)) {
      network.load(start, OptimizerState.NONE, 0);
      network.train(batch, 1);
      float[] after = parameters(network, length);
      for (ParameterSlice slice : layout.slices()) {
        if (!slice.role().trains()) {
          continue;
        }
        for (int sample = 0; sample < 5; sample++) {
          int index = (int) (slice.offset() + random.nextInt((int) slice.length()));
          double numeric =
              (lossAt(network, start, index, SHIFT, batch)
                      - lossAt(network, start, index, -SHIFT, batch))
                  / (2 * SHIFT);
          assertThat((double) start[index] - after[index])
              .as("%s %s [%d]", slice.layer(), slice.key(), index)
              .isCloseTo(numeric, within(5e-4));
        }
      }
    }
  }

  private static double lossAt(
      Network network, float[] start, int index, double shift, Batch batch) {
    float[] moved = start.clone();
    moved[index] += (float) shift;
    network.load(moved, OptimizerState.NONE, 0);
    return network.train(batch, 0).loss();
  }

  @Test
  void movesRunningStatisticsTowardsTheBatchsOwnWhateverTheOptimizer() {
    NetworkSettings settings =
        TestNetworks.settings(
            TestNetworks.convolutional(IMAGE, false),
            IMAGE,
            new InnerOptimizer.Sgd(0.9, true, 0.1));
    NetworkSettings clipped =
        new NetworkSettings(
            settings.json(), IMAGE, TestNetworks.CLASSES, 1, settings.optimizer(), 0, 1e-9);
    ParameterLayout layout = layout(settings);
    int length = Math.toIntExact(layout.length());
    float[] start = new float[length];
    Random random = new Random(23);
    for (ParameterSlice slice : layout.slices()) {
      for (long index = slice.offset(); index < slice.end(); index++) {
        start[(int) index] =
            switch (slice.role()) {
              // Zero weights: every output of the convolution is its bias, with no variance.
              case WEIGHT -> slice.layer().equals("conv") ? 0 : (float) random.nextGaussian();
              case BIAS -> slice.layer().equals("conv") ? 2 : 0;
              case SCALE, RUNNING_VARIANCE -> 1;
              case SHIFT, RUNNING_MEAN -> 0;
            };
      }
    }
    try (Network network = backend.open(clipped)) {
      network.load(start, OptimizerState.NONE, 0);
      network.train(TestNetworks.batch(IMAGE, 6, 6, random), 123);
      float[] after = parameters(network, length);
      for (ParameterSlice slice : layout.slices()) {
        for (long index = slice.offset(); index < slice.end(); index++) {
          if (slice.role() == ParameterRole.RUNNING_MEAN) {
            assertThat(after[(int) index]).isCloseTo(0.1f * 2, within(1e-6f));
          } else if (slice.role() == ParameterRole.RUNNING_VARIANCE) {
            assertThat(after[(int) index]).isCloseTo(0.9f, within(1e-6f));
          }
        }
      }
    }
  }

  @Test
  void averagesOfReplicasEqualOneStepOnTheLargerBatch() {
    ImageShape image = new ImageShape(1, 28, 28);
    NetworkSettings settings = TestNetworks.architecture("lenet", image, TestNetworks.PLAIN);
    float[] start = TestNetworks.initial(settings, 4);
    Random random = new Random(9);
    int replicas = 4;
    Batch whole = TestNetworks.batch(image, 8 * replicas, 8 * replicas, random);
    try (Network network = backend.open(settings)) {
      network.load(start, OptimizerState.NONE, 0);
      network.train(whole, 0.1);
      float[] expected = parameters(network, start.length);
      double[] average = new double[start.length];
      for (int replica = 0; replica < replicas; replica++) {
        network.load(start, OptimizerState.NONE, replica);
        network.train(TestNetworks.part(whole, 8 * replica, 8 * replica + 8), 0.1);
        float[] part = parameters(network, start.length);
        for (int index = 0; index < part.length; index++) {
          average[index] += part[index] / (double) replicas;
        }
      }
      int moved = 0;
      for (int index = 0; index < average.length; index++) {
        assertThat(average[index])
            .isCloseTo(expected[index], within(1e-7 + 1e-5 * Math.abs(expected[index])));
        moved += expected[index] != start[index] ? 1 : 0;
      }
      assertThat(moved).isGreaterThan(start.length / 2);
    }
  }

  @Test
  void clipsTheGradientToItsBound() {
    NetworkSettings plain = regression(TestNetworks.PLAIN);
    NetworkSettings clipped =
        new NetworkSettings(
            plain.json(), plain.input(), plain.classes(), 1, plain.optimizer(), 0, 0.01);
    Random random = new Random(31);
    float[] start = TestNetworks.random(28, random);
    Batch batch = TestNetworks.batch(TestNetworks.TINY, 5, 5, random);
    double[] gradient = new double[28];
    REFERENCE.loss(doubles(start), batch, 0, gradient);
    double norm = 0;
    for (double value : gradient) {
      norm += value * value;
    }
    double scale = 0.01 / Math.sqrt(norm);
    assertThat(scale).isLessThan(1);
    try (Network network = backend.open(clipped)) {
      network.load(start, OptimizerState.NONE, 0);
      network.train(batch, 1);
      float[] after = parameters(network, 28);
      for (int index = 0; index < 28; index++) {
        assertThat((double) after[index])
            .isCloseTo(start[index] - scale * gradient[index], within(1e-6));
      }
    }
  }

  @Test
  void givesEqualBitsForEqualLoadsAndBatchesWhateverRanBetween() {
    NetworkSettings settings =
        TestNetworks.settings(
            TestNetworks.convolutional(IMAGE, true),
            IMAGE,
            new InnerOptimizer.Sgd(0.9, true, 1e-3));
    int length = Math.toIntExact(layout(settings).length());
    float[] start = TestNetworks.random(length, new Random(2));
    try (Network one = backend.open(settings);
        Network other = backend.open(settings)) {
      float[] expected = threeSteps(one, start, 77, null);
      assertThat(threeSteps(other, start, 77, one)).containsExactly(expected);
      assertThat(threeSteps(one, start, 77, null)).containsExactly(expected);
      assertThat(threeSteps(one, start, 78, null)).isNotEqualTo(expected);
    }
  }

  /** Where {@code between} is given, it draws from the thread's random generator at each step. */
  private static float[] threeSteps(Network network, float[] start, long seed, Network between) {
    network.load(start, OptimizerState.NONE, seed);
    Random random = new Random(8);
    for (int step = 0; step < 3; step++) {
      Batch batch = TestNetworks.batch(IMAGE, 4 + step, 6, random);
      if (between != null) {
        between.train(batch, 0.3);
      }
      network.train(batch, 0.1);
    }
    return parameters(network, start.length);
  }

  @Test
  void classifiesWithRunningStatisticsAndWithoutDropout() {
    NetworkSettings settings =
        TestNetworks.settings(TestNetworks.convolutional(IMAGE, true), IMAGE, TestNetworks.PLAIN);
    float[] start = TestNetworks.random(Math.toIntExact(layout(settings).length()), new Random(6));
    for (ParameterSlice slice : layout(settings).slices()) {
      for (long index = slice.offset(); index < slice.end(); index++) {
        if (slice.role() == ParameterRole.RUNNING_VARIANCE) {
          start[(int) index] = Math.abs(start[(int) index]) + 0.5f;
        }
      }
    }
    Batch batch = TestNetworks.batch(IMAGE, 5, 8, new Random(1));
    try (Network network = backend.open(settings)) {
      network.load(start, OptimizerState.NONE, 0);
      float[][] together = network.classify(batch);
      assertThat(together).hasDimensions(5, TestNetworks.CLASSES);
      for (int image = 0; image < 5; image++) {
        float sum = 0;
        for (float probability : together[image]) {
          sum += probability;
        }
        assertThat(sum).isCloseTo(1, within(1e-5f));
        float[] alone = network.classify(TestNetworks.part(batch, image, image + 1))[0];
        assertThat(alone).containsExactly(together[image], within(1e-5f));
      }
      assertThat(parameters(network, start.length)).containsExactly(start);
    }
  }

  @Test
  void refusesWhatDoesNotFitInTheCallersWords() {
    NetworkSettings settings = regression(new InnerOptimizer.Sgd(0.9, false, 0));
    try (Network network = backend.open(settings)) {
      Batch batch = TestNetworks.batch(TestNetworks.TINY, 2, 2, new Random(1));
      assertThatThrownBy(() -> network.train(batch, 1)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> network.load(new float[3], OptimizerState.NONE, 0))
          .hasMessage("parameters must be 28 values, are 3");
      OptimizerState adams = new OptimizerState(List.of(new float[28], new float[28]), 1);
      assertThatThrownBy(() -> network.load(new float[28], adams, 0))
          .hasMessageContaining("must have 1 vectors");
    }
    NetworkSettings wrongClasses =
        new NetworkSettings(settings.json(), settings.input(), 9, 1, settings.optimizer(), 0, 0);
    assertThatThrownBy(() -> backend.open(wrongClasses))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("tells 4 classes apart at fc, the data set has 9");
    NetworkSettings noJson =
        new NetworkSettings("{}", settings.input(), 4, 1, settings.optimizer(), 0, 0);
    assertThatThrownBy(() -> backend.open(noJson)).isInstanceOf(BadInputException.class);
  }

  private static NetworkSettings regression(InnerOptimizer optimizer) {
    return TestNetworks.settings(TestNetworks.regression(), TestNetworks.TINY, optimizer);
  }

  private static ParameterLayout layout(NetworkSettings settings) {
    return ParameterLayout.of(ComputationGraphConfiguration.fromJson(settings.json()));
  }

  private static float[] parameters(Network network, int length) {
    float[] parameters = new float[length];
    network.parameters(parameters);
    return parameters;
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int index = 0; index < values.length; index++) {
      doubles[index] = values[index];
    }
    return doubles;
  }
}
