package io.tench.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.Batch;
import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Preprocessing;
import io.tench.models.Architecture;
import io.tench.models.InitialParameters;
import io.tench.models.NetworkDescription;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.models.ParameterRole;
import io.tench.models.ParameterSlice;
import io.tench.models.transfer.FineTuning;
import io.tench.models.transfer.LayerRates;
import io.tench.models.transfer.RateSchedule;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Freezing and slowing, on both engines. */
class FrozenLayersTest {
  private static final ImageShape SHAPE = new ImageShape(3, 16, 16);
  private static final int SIZE = 6;
  private static final InnerOptimizer PLAIN = new InnerOptimizer.Sgd(0, false, 0);

  /** Shortcuts that scale and join, element-wise sums, batch norm. */
  private static final NetworkDescription RESNET = network("resnet-20", SHAPE);

  private static final ParameterLayout LAYOUT = RESNET.layout();

  private static NetworkDescription network(String architecture, ImageShape shape) {
    return new NetworkDescription(
        architecture,
        Architecture.named(architecture).configuration(shape, 4, 1).toJson(),
        LabelMap.ofNames(List.of("a", "b", "c", "d")),
        new Preprocessing(shape, shape.height(), ChannelStatistics.IMAGENET));
  }

  private static LayerRates rates(
      NetworkDescription network, String freezeUntil, Map<String, Double> slow) {
    return RateSchedule.of(
            new FineTuning("base", false, freezeUntil, new TreeMap<>(), slow, 1), network)
        .at(0);
  }

  private static NetworkSettings settings(
      NetworkDescription network, InnerOptimizer optimizer, double clip, LayerRates rates) {
    return new NetworkSettings(
            network.json(), network.preprocessing().shape(), 4, 1, optimizer, 0, clip)
        .withRates(rates);
  }

  static Stream<Arguments> enginesAndOptimizers() {
    return Stream.of("nd4j", "torch")
        .flatMap(
            engine ->
                Stream.of(
                        new InnerOptimizer.Sgd(0.9, true, 0.1),
                        new InnerOptimizer.Sgd(0.9, false, 0.1),
                        new InnerOptimizer.Adam(0.9, 0.99, 1e-3, 0.1))
                    .map(optimizer -> Arguments.of(engine, optimizer)));
  }

  @ParameterizedTest
  @MethodSource("enginesAndOptimizers")
  void nothingMovesWhatIsFrozen(String engine, InnerOptimizer optimizer) {
    LayerRates rates = rates(RESNET, "layer2", Map.of("layer3.0", 0.1));
    float[] start = parameters(RESNET);
    // Bits that x + 0 or 1 * x + 0 would change.
    for (ParameterSlice slice : rates.frozen(LAYOUT)) {
      start[(int) slice.offset()] = -0.0f;
    }
    Backend backend = Backends.named(engine);
    try (Network network = backend.open(settings(RESNET, optimizer, 1, rates))) {
      OptimizerState foreign = noise(optimizer, start.length);
      network.load(start, foreign, 1);
      for (Batch batch : batches(SHAPE, backend, 3)) {
        network.train(batch, 0.05);
      }
      float[] after = new float[start.length];
      network.parameters(after);
      OptimizerState state = network.optimizerState();
      for (ParameterSlice slice : LAYOUT.slices()) {
        boolean moved = false;
        for (int index = (int) slice.offset(); index < slice.end(); index++) {
          boolean same =
              Float.floatToRawIntBits(after[index]) == Float.floatToRawIntBits(start[index]);
          moved |= !same;
          if (rates.freezes(slice.layer())) {
            assertThat(same).as("%s/%s", slice.layer(), slice.key()).isTrue();
            for (float[] vector : state.vectors()) {
              assertThat(vector[index]).isZero();
            }
          }
        }
        assertThat(moved).as("%s moves", slice.layer()).isEqualTo(!rates.freezes(slice.layer()));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nd4j", "torch"})
  void whatIsFrozenRunsInTrainingAsInInference(String engine) {
    Backend backend = Backends.named(engine);
    ImageShape shape = new ImageShape(3, 64, 64);
    NetworkDescription squeezenet = network("squeezenet-1.1", shape);
    List.of(
            new Case(RESNET, "avgpool", true),
            new Case(squeezenet, "classifier.0", true), // its dropout is frozen too
            new Case(squeezenet, "features.12", false))
        .forEach(
            one -> {
              Batch batch = batches(one.network.preprocessing().shape(), backend, 1).get(0);
              LayerRates rates = rates(one.network, one.until, Map.of());
              try (Network network = backend.open(settings(one.network, PLAIN, 0, rates))) {
                network.load(parameters(one.network), OptimizerState.NONE, 1);
                double expected = loss(network.classify(batch), batch);
                double loss = network.train(batch, 0.1).loss();
                if (one.same) {
                  assertThat(loss).isCloseTo(expected, within(1e-5 * expected));
                } else {
                  assertThat(Math.abs(loss - expected)).isGreaterThan(1e-3 * expected);
                }
              }
            });
  }

  /** Whether a step's loss is that of the same network in inference. */
  private record Case(NetworkDescription network, String until, boolean same) {}

  @ParameterizedTest
  @ValueSource(strings = {"nd4j", "torch"})
  void aSlowLayerTakesThatPartOfItsStep(String engine) {
    Backend backend = Backends.named(engine);
    float[] start = parameters(RESNET);
    LayerRates rates = rates(RESNET, "none", Map.of("layer1", 0.25, "conv1", 0.5));
    InnerOptimizer decaying = new InnerOptimizer.Sgd(0.9, true, 0.1);
    float[] even = oneStep(backend, settings(RESNET, decaying, 0, LayerRates.EVEN), start);
    float[] slowed = oneStep(backend, settings(RESNET, decaying, 0, rates), start);
    for (ParameterSlice slice : LAYOUT.slices()) {
      double factor = slice.role().trains() ? rates.of(slice.layer()) : 1;
      for (int index = (int) slice.offset(); index < slice.end(); index++) {
        assertThat((double) slowed[index] - start[index])
            .as("%s/%s", slice.layer(), slice.key())
            .isCloseTo(factor * ((double) even[index] - start[index]), within(2e-6));
      }
    }
  }

  private static float[] oneStep(Backend backend, NetworkSettings settings, float[] start) {
    try (Network network = backend.open(settings)) {
      network.load(start, OptimizerState.NONE, 1);
      network.train(batches(SHAPE, backend, 1).get(0), 0.05);
      float[] after = new float[start.length];
      network.parameters(after);
      return after;
    }
  }

  @ParameterizedTest
  @MethodSource("enginesAndOptimizers")
  void bothEnginesTakeTheSameSteps(String engine, InnerOptimizer optimizer) {
    NetworkSettings settings =
        settings(RESNET, optimizer, 0.5, rates(RESNET, "layer1", Map.of("layer2", 0.3)));
    float[] start = parameters(RESNET);
    float[] expected = oneStep(Backends.named("nd4j"), settings, start);
    float[] actual = oneStep(Backends.named(engine), settings, start);
    double difference = 0;
    double change = 0;
    for (int index = 0; index < start.length; index++) {
      difference += Math.pow(actual[index] - expected[index], 2);
      change += Math.pow(expected[index] - start[index], 2);
    }
    assertThat(Math.sqrt(difference)).isLessThan(1e-3 * Math.sqrt(change));
  }

  private static double loss(float[][] probabilities, Batch batch) {
    double loss = 0;
    for (int index = 0; index < batch.size(); index++) {
      loss += ClassProbabilities.crossEntropy(probabilities[index], batch.labels()[index], 0);
    }
    return loss / batch.size();
  }

  private static float[] parameters(NetworkDescription network) {
    Random random = new Random(11);
    float[] values = InitialParameters.of(network.configuration(), 11);
    for (ParameterSlice slice : network.layout().slices()) {
      if (slice.role() != ParameterRole.WEIGHT) {
        boolean around1 =
            slice.role() == ParameterRole.SCALE || slice.role() == ParameterRole.RUNNING_VARIANCE;
        for (int index = (int) slice.offset(); index < slice.end(); index++) {
          values[index] = (float) ((around1 ? 1 : 0) + 0.1 * random.nextGaussian());
        }
      }
    }
    return values;
  }

  private static OptimizerState noise(InnerOptimizer optimizer, int length) {
    List<float[]> vectors = new ArrayList<>();
    for (int index = 0; index < optimizer.vectors(); index++) {
      float[] vector = new float[length];
      Arrays.fill(vector, 0.01f);
      vectors.add(vector);
    }
    return new OptimizerState(vectors, 3);
  }

  private static List<Batch> batches(ImageShape shape, Backend backend, int count) {
    Random random = new Random(23);
    List<Batch> batches = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      Batch batch = new Batch(shape, backend.layout(), SIZE);
      FloatBuffer images = batch.images();
      for (int image = 0; image < SIZE; image++) {
        batch.labels()[image] = random.nextInt(4);
        // By channel and pixel, so that both layouts hold the same images.
        for (int channel = 0; channel < shape.channels(); channel++) {
          for (int pixel = 0; pixel < shape.height() * shape.width(); pixel++) {
            int place =
                backend.layout() == Batch.Layout.CHANNELS_LAST
                    ? pixel * shape.channels() + channel
                    : channel * shape.height() * shape.width() + pixel;
            images.put(image * shape.values() + place, (float) random.nextGaussian());
          }
        }
      }
      batch.setSize(SIZE);
      batches.add(batch);
    }
    return batches;
  }
}
