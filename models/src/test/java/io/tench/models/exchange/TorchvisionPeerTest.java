package io.tench.models.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.models.Checkpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** torchvision's own models, where Python has them: strict loading, the same outputs. */
class TorchvisionPeerTest {
  private static final int IMAGES = 3;

  private final Storage storage = new HadoopStorage();

  @TempDir private Path folder;

  @BeforeAll
  static void requireTorchvision() throws IOException, InterruptedException {
    PythonPeer.require("numpy", "torch", "torchvision", "safetensors");
  }

  @ParameterizedTest
  @CsvSource({
    "resnet-18, resnet18, 64",
    "resnet-50, resnet50, 64",
    "squeezenet-1.1, squeezenet1_1, 64"
  })
  void loadsWhatIsExported(String architecture, String model, int size)
      throws IOException, InterruptedException {
    ImageShape shape = new ImageShape(3, size, size);
    Checkpoint trained = Trained.of(architecture, shape);
    float[] images = Outputs.images(shape, IMAGES, 1);
    Path file = folder.resolve("network.safetensors");
    Export.write(storage, trained, ExchangeFormat.SAFETENSORS, "file:" + file);
    PythonPeer.write(folder.resolve("images"), images);
    PythonPeer.write(folder.resolve("expected"), Outputs.of(trained, images));

    String difference = run("load", file, model, size, "expected");

    assertThat(Float.parseFloat(difference)).isLessThan(1e-5f);
  }

  @ParameterizedTest
  @CsvSource({
    "resnet-18, resnet18, 64",
    "resnet-50, resnet50, 64",
    "squeezenet-1.1, squeezenet1_1, 64"
  })
  void makesWhatIsImported(String architecture, String model, int size)
      throws IOException, InterruptedException {
    ImageShape shape = new ImageShape(3, size, size);
    float[] images = Outputs.images(shape, IMAGES, 1);
    Path file = folder.resolve("network.safetensors");
    PythonPeer.write(folder.resolve("images"), images);
    run("make", file, model, size, "expected");

    Checkpoint imported =
        Import.read(
            storage,
            "file:" + file,
            new ImportSettings(
                Optional.of(architecture),
                Optional.of(LabelMap.ofNames(Trained.NAMES)),
                Optional.of(shape),
                OptionalInt.empty(),
                Optional.empty()));

    float[] expected = PythonPeer.read(folder.resolve("expected"));
    assertThat(Outputs.difference(Outputs.of(imported, images), expected)).isLessThan(1e-5f);
  }

  private String run(String command, Path file, String model, int size, String output)
      throws IOException, InterruptedException {
    return PythonPeer.run(
        command, file, model, folder.resolve("images"), 3, size, folder.resolve(output));
  }
}
