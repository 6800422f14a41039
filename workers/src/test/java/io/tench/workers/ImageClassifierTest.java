package io.tench.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Preprocessing;
import io.tench.datasets.image.Images;
import io.tench.models.Architecture;
import io.tench.models.InitialParameters;
import io.tench.models.NetworkDescription;
import io.tench.workers.ImageClassifier.Outcome;
import io.tench.workers.ImageClassifier.Outcome.Broken;
import io.tench.workers.ImageClassifier.Outcome.Classified;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageClassifierTest {
  private static final NetworkDescription NETWORK = network();
  private static final float[] PARAMETERS = InitialParameters.of(NETWORK.configuration(), 3);

  private final List<byte[]> images = images(40);

  @ParameterizedTest
  @ValueSource(strings = {"torch", "nd4j"})
  void givesEachOfManyThreadsWhatOneGets(String backend) throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try (ImageClassifier classifier = classifier(backend, 8)) {
      List<Outcome> expected = classifier.classify(images);
      List<Future<List<Outcome>>> parts = new ArrayList<>();
      List<Integer> starts = new ArrayList<>();
      for (int call = 0; call < 60; call++) {
        int from = random.nextInt(images.size());
        int to = from + random.nextInt(Math.min(20, images.size() - from) + 1);
        starts.add(from);
        parts.add(threads.submit(() -> classifier.classify(images.subList(from, to))));
      }
      for (int call = 0; call < parts.size(); call++) {
        List<Outcome> part = parts.get(call).get();
        for (int index = 0; index < part.size(); index++) {
          assertThat(probabilities(part.get(index)))
              .as("seed %d", seed)
              .containsExactly(
                  probabilities(expected.get(starts.get(call) + index)), within(1e-5f));
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void leavesBrokenImagesOutAndTheirNeighboursAsTheyWere() {
    List<byte[]> some = new ArrayList<>(images.subList(0, 10));
    some.set(0, new byte[] {1, 2, 3});
    some.set(4, null);
    some.set(9, Arrays.copyOf(images.get(9), 100));
    try (ImageClassifier classifier = classifier("auto", 4)) {
      List<Outcome> whole = classifier.classify(images.subList(0, 10));
      List<Outcome> outcomes = classifier.classify(some);
      for (int index = 0; index < some.size(); index++) {
        if (index == 0 || index == 4 || index == 9) {
          assertThat(outcomes.get(index)).isInstanceOf(Broken.class);
        } else {
          assertThat(probabilities(outcomes.get(index)))
              .containsExactly(probabilities(whole.get(index)), within(1e-5f));
        }
      }
      assertThat(((Broken) outcomes.get(4)).reason()).isEqualTo("is null");
      List<byte[]> nothing = new ArrayList<>();
      nothing.add(null);
      assertThat(classifier.classify(nothing)).hasOnlyElementsOfType(Broken.class);
      assertThat(classifier.classify(List.of())).isEmpty();
    }
  }

  @Test
  void givesTheBestClassWithItsProbability() {
    try (ImageClassifier classifier = classifier("auto", 4)) {
      Classified first = (Classified) classifier.classify(images).get(0);
      float[] probabilities = first.probabilities();
      assertThat(probabilities).hasSize(3);
      assertThat(probabilities[0] + probabilities[1] + probabilities[2])
          .isCloseTo(1, within(1e-5f));
      for (float probability : probabilities) {
        assertThat(probability).isLessThanOrEqualTo(probabilities[first.best()]);
      }
      assertThat(classifier.labels()).isEqualTo(NETWORK.labels());
    }
  }

  @Test
  void worksForThoseWhoStillHaveItWhenItIsClosed() {
    ImageClassifier classifier = classifier("auto", 4);
    List<Outcome> before = classifier.classify(images);
    classifier.close();
    List<Outcome> after = classifier.classify(images);
    for (int index = 0; index < images.size(); index++) {
      assertThat(probabilities(after.get(index))).isEqualTo(probabilities(before.get(index)));
    }
    classifier.close();
  }

  @Test
  void refusesAnUnknownBackendAndABatchOfNothing() {
    assertThatThrownBy(() -> classifier("tensorflow", 1)).isInstanceOf(BadInputException.class);
    assertThatThrownBy(() -> classifier("auto", 0))
        .hasMessageContaining("batch size must be >= 1, was 0");
  }

  private static ImageClassifier classifier(String backend, int batchSize) {
    return new ImageClassifier(NETWORK, PARAMETERS, backend, 1, batchSize);
  }

  private static float[] probabilities(Outcome outcome) {
    return ((Classified) outcome).probabilities();
  }

  private static List<byte[]> images(int count) {
    List<byte[]> images = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      images.add(Images.jpeg(Images.scene(30 + index, 40, index)));
    }
    return images;
  }

  private static NetworkDescription network() {
    ImageShape shape = new ImageShape(3, 28, 28);
    return new NetworkDescription(
        "lenet",
        Architecture.named("lenet").configuration(shape, 3, 1).toJson(),
        LabelMap.ofNames(List.of("tench", "goldfish", "great white shark")),
        new Preprocessing(shape, 28, ChannelStatistics.IMAGENET));
  }
}
