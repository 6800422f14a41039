package io.tench.workers.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.datasets.ImageShape;
import io.tench.models.Architecture;
import io.tench.models.InitialParameters;
import io.tench.models.OptimizerState;
import io.tench.workers.Backend;
import io.tench.workers.InnerOptimizer;
import io.tench.workers.Network;
import io.tench.workers.NetworkSettings;
import io.tench.workers.StepReport;
import io.tench.workers.nd4j.Nd4jBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Pointer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LocallyConnected2D;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;

class TorchNetworkTest {
  private static final ImageShape SHAPE = new ImageShape(3, 16, 16);
  private static final int CLASSES = 5;
  private static final InnerOptimizer MOMENTUM = new InnerOptimizer.Sgd(0.9, true, 5e-4);

  static Stream<InnerOptimizer> optimizers() {
    return Stream.of(
        new InnerOptimizer.Sgd(0, false, 0),
        new InnerOptimizer.Sgd(0, false, 0.1),
        new InnerOptimizer.Sgd(0.9, false, 0.1),
        new InnerOptimizer.Sgd(0.9, true, 0.1),
        new InnerOptimizer.Adam(0.9, 0.99, 1e-3, 0),
        new InnerOptimizer.Adam(0.8, 0.9, 1e-3, 0.2));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void trainsLikeNd4jAndEachContinuesTheOther(InnerOptimizer optimizer) {
    NetworkSettings settings = settings(smallNetwork(1), optimizer, 1, 0.1, 1.5);
    List<Batch> batches = batches(6, 8);
    float[] start = Comparison.randomParameters(smallNetwork(1), 3);
    Run nd4j = run(new Nd4jBackend(), settings, new Run(start, OptimizerState.NONE), batches);
    Run torch = run(new TorchBackend(), settings, new Run(start, OptimizerState.NONE), batches);
    assertClose(torch, nd4j);
    Run middle =
        run(
            new Nd4jBackend(),
            settings,
            new Run(start, OptimizerState.NONE),
            batches.subList(0, 3));
    assertClose(run(new TorchBackend(), settings, middle, batches.subList(3, 6)), nd4j);
    Run other =
        run(
            new TorchBackend(),
            settings,
            new Run(start, OptimizerState.NONE),
            batches.subList(0, 3));
    assertClose(run(new Nd4jBackend(), settings, other, batches.subList(3, 6)), nd4j);
  }

  /** A network's state, and the losses on the way to it. */
  private static final class Run {
    private final float[] parameters;
    private final OptimizerState state;
    private final List<Double> losses = new ArrayList<>();

    private Run(float[] parameters, OptimizerState state) {
      this.parameters = parameters;
      this.state = state;
    }
  }

  private static Run run(
      Backend backend, NetworkSettings settings, Run from, List<Batch> channelsLast) {
    try (Network network = backend.open(settings)) {
      network.load(from.parameters, from.state, 17);
      List<Double> losses = new ArrayList<>();
      for (Batch batch : channelsLast) {
        Batch own = backend.layout() == batch.layout() ? batch : Comparison.channelsFirst(batch);
        StepReport report = network.train(own, 0.05);
        losses.add(report.loss());
        assertThat(report.size()).isEqualTo(batch.size());
      }
      float[] parameters = new float[from.parameters.length];
      network.parameters(parameters);
      Run result = new Run(parameters, network.optimizerState());
      result.losses.addAll(losses);
      return result;
    }
  }

  private static void assertClose(Run actual, Run expected) {
    assertThat(actual.state.steps()).isEqualTo(expected.state.steps());
    assertThat(actual.state.vectors()).hasSameSizeAs(expected.state.vectors());
    Comparison.assertClose("parameters", actual.parameters, expected.parameters, 0);
    for (int index = 0; index < expected.state.vectors().size(); index++) {
      Comparison.assertClose(
          "memory " + index,
          actual.state.vectors().get(index),
          expected.state.vectors().get(index),
          0);
    }
    int skipped = expected.losses.size() - actual.losses.size();
    for (int index = 0; index < actual.losses.size(); index++) {
      double loss = expected.losses.get(skipped + index);
      assertThat(actual.losses.get(index)).isCloseTo(loss, within(1e-4 * loss));
    }
  }

  @ParameterizedTest
  @MethodSource("threads")
  void equalLoadsAndBatchesGiveEqualBits(int threads) {
    NetworkSettings settings = settings(smallNetwork(0.5), MOMENTUM, threads, 0, 0);
    float[] start = Comparison.randomParameters(smallNetwork(0.5), 3);
    List<Batch> batches = batches(5, 8);
    Run first = run(new TorchBackend(), settings, new Run(start, OptimizerState.NONE), batches);
    Run second = run(new TorchBackend(), settings, new Run(start, OptimizerState.NONE), batches);
    assertThat(second.parameters).isEqualTo(first.parameters);
    assertThat(second.losses).isEqualTo(first.losses);
  }

  static Stream<Integer> threads() {
    return Stream.of(1, 2);
  }

  @Test
  void aLoadedNetworkForgetsWhatItDidBefore() {
    NetworkSettings settings = settings(smallNetwork(0.5), MOMENTUM, 1, 0, 0);
    float[] start = Comparison.randomParameters(smallNetwork(0.5), 3);
    List<Batch> batches = batches(3, 8);
    Run fresh = run(new TorchBackend(), settings, new Run(start, OptimizerState.NONE), batches);
    try (Network network = new TorchBackend().open(settings)) {
      float[] broken = start.clone();
      broken[0] = Float.NaN;
      network.load(broken, OptimizerState.NONE, 4);
      network.train(batches.get(0), 1);
      network.load(start, OptimizerState.NONE, 17);
      batches.forEach(batch -> network.train(batch, 0.05));
      float[] parameters = new float[start.length];
      network.parameters(parameters);
      assertThat(parameters).isEqualTo(fresh.parameters);
    }
  }

  @Test
  void replicasInOneProcessDoNotDisturbEachOther() throws Exception {
    NetworkSettings settings = settings(smallNetwork(0.5), MOMENTUM, 1, 0, 0);
    float[] start = Comparison.randomParameters(smallNetwork(0.5), 3);
    List<Batch> batches = batches(20, 8);
    Run alone = run(new TorchBackend(), settings, new Run(start, OptimizerState.NONE), batches);
    ExecutorService executor = Executors.newFixedThreadPool(2);
    try {
      List<Future<Run>> runs = new ArrayList<>();
      for (int replica = 0; replica < 2; replica++) {
        runs.add(
            executor.submit(
                () ->
                    run(
                        new TorchBackend(),
                        settings,
                        new Run(start, OptimizerState.NONE),
                        batches)));
      }
      for (Future<Run> run : runs) {
        assertThat(run.get().parameters).isEqualTo(alone.parameters);
      }
    } finally {
      executor.shutdown();
    }
  }

  @Test
  void dropoutDependsOnTheSeedAndNeverOnInference() {
    NetworkSettings settings =
        settings(smallNetwork(0.5), new InnerOptimizer.Sgd(0, false, 0), 1, 0, 0);
    float[] start = Comparison.randomParameters(smallNetwork(0.5), 3);
    Batch batch = batches(1, 8).get(0);
    try (Network network = new TorchBackend().open(settings)) {
      network.load(start, OptimizerState.NONE, 1);
      float[][] probabilities = network.classify(batch);
      double one = network.train(batch, 0.0).loss();
      double next = network.train(batch, 0.0).loss();
      network.load(start, OptimizerState.NONE, 2);
      assertThat(network.classify(batch)).isDeepEqualTo(probabilities);
      assertThat(network.train(batch, 0.0).loss()).isNotEqualTo(one).isNotEqualTo(next);
      network.load(start, OptimizerState.NONE, 1);
      assertThat(network.train(batch, 0.0).loss()).isEqualTo(one);
    }
  }

  @Test
  void dropoutKeepsTheGivenPartAndTheMean() {
    ComputationGraphConfiguration configuration = smallNetwork(0.8);
    NetworkSettings settings = settings(configuration, MOMENTUM, 1, 0, 0);
    float[] start = Comparison.randomParameters(configuration, 3);
    Batch batch = batches(1, 64).get(0);
    try (Network network = new TorchBackend().open(settings);
        Network whole = new TorchBackend().open(settings(smallNetwork(1), MOMENTUM, 1, 0, 0))) {
      double mean = 0;
      for (int seed = 0; seed < 40; seed++) {
        network.load(start, OptimizerState.NONE, seed);
        mean += network.train(batch, 0.0).loss() / 40;
      }
      whole.load(start, OptimizerState.NONE, 0);
      // By Jensen's inequality the loss with dropout is larger, but at 0.8 not by much.
      double loss = whole.train(batch, 0.0).loss();
      assertThat(mean).isBetween(loss, 1.5 * loss);
    }
  }

  @Test
  void oneBatchOfOneImageTrains() {
    ComputationGraphConfiguration configuration =
        Architecture.named("resnet-18").configuration(new ImageShape(3, 32, 32), CLASSES, 1);
    NetworkSettings settings =
        new NetworkSettings(
            configuration.toJson(), new ImageShape(3, 32, 32), CLASSES, 1, MOMENTUM, 0, 0);
    Batch batch = Comparison.randomBatch(new ImageShape(3, 32, 32), CLASSES, 1, new Random(1));
    try (Network network = new TorchBackend().open(settings)) {
      float[] parameters = InitialParameters.of(configuration, 1);
      network.load(parameters, OptimizerState.NONE, 1);
      assertThat(network.train(batch, 0.01).loss()).isFinite();
      network.parameters(parameters);
      for (float value : parameters) {
        assertThat(value).isFinite();
      }
    }
  }

  @Test
  void memoryDoesNotGrowFromStepToStep() {
    NetworkSettings settings = settings(smallNetwork(0.5), MOMENTUM, 1, 0.1, 1);
    float[] start = Comparison.randomParameters(smallNetwork(0.5), 3);
    Batch batch = batches(1, 16).get(0);
    try (Network network = new TorchBackend().open(settings)) {
      network.load(start, OptimizerState.NONE, 1);
      steps(network, batch, start, 100);
      long before = Pointer.physicalBytes();
      long tracked = Pointer.totalBytes();
      steps(network, batch, start, 400);
      // Other tests' pointers may be freed meanwhile.
      assertThat(Pointer.totalBytes()).isLessThanOrEqualTo(tracked);
      // An activation of this network is 64 KiB: leaking one a step would be 25 MiB.
      assertThat(Pointer.physicalBytes() - before).isLessThan(16L << 20);
    }
  }

  private static void steps(Network network, Batch batch, float[] start, int count) {
    for (int step = 0; step < count; step++) {
      network.train(batch, 0.001);
      if (step % 10 == 0) {
        network.classify(batch);
        network.load(start, network.optimizerState(), step);
      }
    }
  }

  @Test
  void refusesALayerItDoesNotKnowAndNamesTheWayOut() {
    ComputationGraphConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("input")
            .setInputTypes(InputType.convolutional(16, 16, 3))
            .addLayer(
                "blocks",
                new LocallyConnected2D.Builder().kernelSize(2, 2).nOut(3).build(),
                "input")
            .addLayer(
                "output",
                new OutputLayer.Builder().nOut(CLASSES).activation(Activation.SOFTMAX).build(),
                "blocks")
            .setOutputs("output")
            .build();
    assertThatThrownBy(() -> new TorchBackend().open(settings(configuration, MOMENTUM, 1, 0, 0)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("layer blocks (LocallyConnected2D)")
        .hasMessageContaining("backend: nd4j");
  }

  private static ComputationGraphConfiguration smallNetwork(double retain) {
    ComputationGraphConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .activation(Activation.IDENTITY)
            .graphBuilder()
            .addInputs("input")
            .setInputTypes(InputType.convolutional(SHAPE.height(), SHAPE.width(), SHAPE.channels()))
            .addLayer(
                "first",
                new ConvolutionLayer.Builder(3, 3).stride(2, 2).nOut(8).hasBias(false).build(),
                "input")
            .addLayer("norm", new BatchNormalization.Builder().useLogStd(false).build(), "first")
            .addLayer("activation", new ActivationLayer(Activation.SWISH), "norm")
            .addLayer("dropout", new DropoutLayer(retain), "activation")
            .addLayer(
                "output",
                new OutputLayer.Builder().nOut(CLASSES).activation(Activation.SOFTMAX).build(),
                "dropout")
            .setOutputs("output")
            .build();
    // Adds the parameters' names, without which DL4J's JSON reader mistakes the running variance.
    new ComputationGraph(configuration).init();
    return configuration;
  }

  private static NetworkSettings settings(
      ComputationGraphConfiguration configuration,
      InnerOptimizer optimizer,
      int threads,
      double labelSmoothing,
      double gradientClip) {
    return new NetworkSettings(
        configuration.toJson(), SHAPE, CLASSES, threads, optimizer, labelSmoothing, gradientClip);
  }

  private static List<Batch> batches(int count, int size) {
    List<Batch> batches = new ArrayList<>();
    Random random = new Random(23);
    for (int index = 0; index < count; index++) {
      batches.add(Comparison.randomBatch(SHAPE, CLASSES, size, random));
    }
    return batches;
  }
}
