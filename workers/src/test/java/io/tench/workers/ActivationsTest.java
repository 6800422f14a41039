package io.tench.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.Batch;
import io.tench.datasets.ImageShape;
import io.tench.models.Architecture;
import io.tench.models.InitialParameters;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.models.ParameterSlice;
import java.nio.FloatBuffer;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a layer gives, on both engines. */
class ActivationsTest {
  private static final ImageShape SHAPE = new ImageShape(3, 16, 16);
  private static final int CLASSES = 4;
  private static final int SIZE = 3;
  private static final ComputationGraphConfiguration RESNET =
      Architecture.named("resnet-20").configuration(SHAPE, CLASSES, 1);
  private static final String JSON = RESNET.toJson();
  private static final float[] PARAMETERS = InitialParameters.of(RESNET, 5);

  private static Network open(Backend backend) {
    Network network =
        backend.open(
            new NetworkSettings(
                JSON, SHAPE, CLASSES, 1, new InnerOptimizer.Sgd(0, false, 0), 0, 0));
    network.load(PARAMETERS, OptimizerState.NONE, 1);
    return network;
  }

  private static Batch batch(Backend backend) {
    Random random = new Random(23);
    Batch batch = new Batch(SHAPE, backend.layout(), SIZE);
    FloatBuffer images = batch.images();
    int pixels = SHAPE.height() * SHAPE.width();
    for (int image = 0; image < SIZE; image++) {
      for (int channel = 0; channel < SHAPE.channels(); channel++) {
        for (int pixel = 0; pixel < pixels; pixel++) {
          int place =
              backend.layout() == Batch.Layout.CHANNELS_LAST
                  ? pixel * SHAPE.channels() + channel
                  : channel * pixels + pixel;
          images.put(image * SHAPE.values() + place, (float) random.nextGaussian());
        }
      }
    }
    batch.setSize(SIZE);
    return batch;
  }

  @ParameterizedTest
  @ValueSource(strings = {"conv1", "layer1.0.bn1", "layer2.0.downsample", "layer3.2.relu_1"})
  void bothEnginesGiveTheSameInTheSameOrder(String vertex) {
    Backend nd4j = Backends.named("nd4j");
    Backend torch = Backends.named("torch");
    try (Network first = open(nd4j);
        Network second = open(torch)) {
      float[][] expected = first.activations(batch(nd4j), vertex);
      float[][] actual = second.activations(batch(torch), vertex);
      assertThat(actual).hasDimensions(SIZE, expected[0].length);
      for (int row = 0; row < SIZE; row++) {
        for (int index = 0; index < expected[row].length; index++) {
          assertThat(actual[row][index]).isCloseTo(expected[row][index], within(1e-4f));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"nd4j", "torch"})
  void theHeadOnThemGivesTheClassProbabilities(String engine) {
    Backend backend = Backends.named(engine);
    try (Network network = open(backend)) {
      float[][] features = network.activations(batch(backend), "avgpool");
      float[][] expected = network.classify(batch(backend));
      for (int row = 0; row < SIZE; row++) {
        double[] scores = head(features[row]);
        for (int index = 0; index < CLASSES; index++) {
          assertThat(scores[index]).isCloseTo(expected[row][index], within(1e-5));
        }
      }
    }
  }

  @Test
  void aLaterBatchDoesNotChangeWhatWasGiven() {
    Backend backend = Backends.named("torch");
    try (Network network = open(backend)) {
      float[][] features = network.activations(batch(backend), "bn1");
      float before = features[0][7];
      network.classify(batch(backend));
      assertThat(features[0][7]).isEqualTo(before);
      assertThat(network.activations(batch(backend), "bn1")).isEqualTo(features);
    }
  }

  private static double[] head(float[] features) {
    ParameterLayout layout = ParameterLayout.of(RESNET);
    double[] scores = new double[CLASSES];
    double sum = 0;
    for (int index = 0; index < CLASSES; index++) {
      for (ParameterSlice slice : layout.slices()) {
        if (slice.layer().equals("fc") && slice.key().equals("W")) {
          for (int value = 0; value < features.length; value++) {
            int place = (int) slice.offset() + index * features.length + value;
            scores[index] += PARAMETERS[place] * features[value];
          }
        } else if (slice.layer().equals("fc")) {
          scores[index] += PARAMETERS[(int) slice.offset() + index];
        }
      }
      scores[index] = Math.exp(scores[index]);
      sum += scores[index];
    }
    for (int index = 0; index < CLASSES; index++) {
      scores[index] /= sum;
    }
    return scores;
  }
}
