package io.tench.models.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.SharedData;
import io.tench.datasets.source.ImageNetClasses;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.models.Checkpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file that Keras 2.8 wrote, of MobileNet v1 with a quarter of the channels. */
class KerasMobileNetTest {
  @TempDir private Path folder;

  private Path file;

  @BeforeEach
  void unpack() throws IOException {
    Map<String, byte[]> files = SharedData.files(SharedData.archive("pretrained.tar"));
    file = folder.resolve("mobilenet.h5");
    Files.write(file, files.get("pretrained/mobilenet_v1_0.25_224.h5"));
  }

  @Test
  void computesWhatKerasDoes() throws IOException {
    Checkpoint imported =
        Import.read(
            new HadoopStorage(),
            "file:" + file,
            new ImportSettings(
                Optional.of("mobilenet-v1-0.25"),
                Optional.of(ImageNetClasses.labels()),
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty()));
    float[] image = new float[3 * 224 * 224];
    for (int index = 0; index < image.length; index++) {
      image[index] = (float) (index * 7919L % 2001 / 1000.0 - 1);
    }

    float[] probabilities = Outputs.of(imported, image);

    // Of PyTorch, with Keras's padding, epsilon and order of axes written out by hand.
    assertThat(probabilities[753]).isCloseTo(0.267976f, within());
    assertThat(probabilities[858]).isCloseTo(0.211334f, within());
    assertThat(probabilities[905]).isCloseTo(0.184449f, within());
    assertThat(probabilities[904]).isCloseTo(0.119849f, within());
    assertThat(probabilities[783]).isCloseTo(0.014957f, within());
  }

  private static Offset<Float> within() {
    return Offset.offset(1e-5f);
  }
}
