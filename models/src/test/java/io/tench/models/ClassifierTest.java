package io.tench.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ImageShape;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ClassifierTest {
  private static final List<String> NAMES = List.of("tench", "goldfish", "great white", "hen");
  private static final Checkpoint CHECKPOINT =
      Checkpoints.of("resnet-20", new ImageShape(3, 16, 16), NAMES, 1, 0);

  private final Storage storage = new HadoopStorage();
  @TempDir private Path run;
  private String folder;

  @BeforeEach
  void write() throws IOException {
    folder = CheckpointFiles.folder(run.toString(), 42);
    CheckpointFiles.write(storage, folder, CHECKPOINT);
  }

  @Test
  void givesTheNetworksProbabilitiesWithNamesInTheirOrder() throws IOException {
    try (Classifier classifier = Classifier.load(folder)) {
      float[] expected = probabilities(200, 30, 90);
      List<Prediction> predictions = classifier.classify(image(200, 30, 90), 3);
      assertThat(predictions).hasSize(3);
      assertThat(predictions)
          .isSortedAccordingTo((a, b) -> Float.compare(b.probability(), a.probability()));
      for (Prediction prediction : predictions) {
        assertThat(NAMES.get(prediction.label().index())).isEqualTo(prediction.label().name());
        assertThat(prediction.probability())
            .isCloseTo(expected[prediction.label().index()], within(1e-5f));
      }
    }
  }

  @Test
  void classifiesManyAsOneByOneFromAnyThread() throws Exception {
    List<byte[]> images = new ArrayList<>();
    for (int index = 0; index < 40; index++) {
      images.add(image(6 * index, 255 - 5 * index, 3 * index));
    }
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (Classifier classifier = Classifier.load(storage, folder)) {
      List<Future<List<Prediction>>> singly =
          images.stream()
              .map(image -> threads.submit(() -> classifier.classify(image, NAMES.size())))
              .toList();
      List<List<Prediction>> together = classifier.classify(images, 100);
      assertThat(together).hasSize(40);
      for (int index = 0; index < 40; index++) {
        List<Prediction> single = singly.get(index).get();
        assertThat(single).hasSize(NAMES.size());
        for (int place = 0; place < NAMES.size(); place++) {
          assertThat(together.get(index).get(place).probability())
              .isCloseTo(single.get(place).probability(), within(1e-5f));
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void takesARunsNewestCheckpointThatIsWhole() throws IOException {
    String newer = CheckpointFiles.folder(run.toString(), 43);
    CheckpointFiles.write(storage, newer, CHECKPOINT);
    String newest = CheckpointFiles.folder(run.toString(), 44);
    Checkpoint other = Checkpoints.of("lenet", new ImageShape(3, 28, 28), NAMES, 0, 0);
    CheckpointFiles.write(storage, newest, other);
    assertThat(architecture()).isEqualTo("lenet");
    Files.delete(Path.of(newest, "parameters.f32"));
    assertThat(architecture()).isEqualTo("resnet-20");
  }

  @Test
  void saysWhatIsWrongWithTheNewestCheckpointWhereNoneIsWhole() throws IOException {
    Files.delete(Path.of(folder, "labels.json"));
    assertThatThrownBy(() -> Classifier.load(run.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("labels.json is missing");
  }

  @Test
  void refusesAFolderThatIsNoCheckpoint() {
    assertThatThrownBy(() -> Classifier.load(run.resolve("none").toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("none is not a checkpoint");
  }

  @Test
  void refusesWhatIsNoImage() throws IOException {
    try (Classifier classifier = Classifier.load(folder)) {
      assertThatThrownBy(() -> classifier.classify(new byte[] {1, 2, 3}, 1))
          .isInstanceOf(BadInputException.class)
          .hasMessageStartingWith("The image ");
      List<byte[]> second = List.of(image(1, 2, 3), new byte[0]);
      assertThatThrownBy(() -> classifier.classify(second, 1))
          .isInstanceOf(BadInputException.class)
          .hasMessageStartingWith("Image 2 ");
      assertThat(classifier.classify(image(1, 2, 3), 1)).hasSize(1);
    }
  }

  private String architecture() throws IOException {
    try (Classifier classifier = Classifier.load(storage, run.toString())) {
      return classifier.checkpoint().network().architecture();
    }
  }

  /** A PNG of one colour. */
  private static byte[] image(int red, int green, int blue) throws IOException {
    BufferedImage image = new BufferedImage(20, 30, BufferedImage.TYPE_INT_RGB);
    int colour = red << 16 | green << 8 | blue;
    image.setRGB(0, 0, 20, 30, IntStream.generate(() -> colour).limit(600).toArray(), 0, 20);
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    return png.toByteArray();
  }

  /** The network's own output for an image of one colour; means and deviations are a third. */
  private static float[] probabilities(int red, int green, int blue) {
    ComputationGraph graph = new ComputationGraph(CHECKPOINT.network().configuration());
    float[] parameters = CHECKPOINT.parameters();
    graph.init(Nd4j.createFromArray(parameters).reshape(1, parameters.length), false);
    INDArray input = Nd4j.zeros(DataType.FLOAT, 1, 3, 16, 16);
    int[] colours = {red, green, blue};
    for (int channel = 0; channel < 3; channel++) {
      input.tensorAlongDimension(channel, 2, 3).assign((colours[channel] / 255.0 - 1.0 / 3) * 3);
    }
    return graph.outputSingle(input).toFloatVector();
  }
}
