package io.tench.models.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ImageShape;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.models.Checkpoint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

class Dl4jZipTest {
  private static final int IMAGES = 8;

  private final Storage storage = new HadoopStorage();

  @TempDir private Path folder;

  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("network.zip");
  }

  private Checkpoint export(String architecture) throws IOException {
    Checkpoint trained = Trained.small(architecture);
    Export.write(storage, trained, ExchangeFormat.DL4J, "file:" + file);
    return trained;
  }

  @ParameterizedTest
  @ValueSource(strings = {"lenet", "resnet-20", "mobilenet-v1-0.25"})
  void isRestoredByPlainDl4jWithTheSameOutputs(String architecture) throws IOException {
    Checkpoint trained = export(architecture);
    ImageShape shape = trained.network().preprocessing().shape();
    float[] images = Outputs.images(shape, IMAGES, 1);

    ComputationGraph restored = ModelSerializer.restoreComputationGraph(file.toFile());

    INDArray output = restored.outputSingle(input(images, shape)).dup('c');
    assertThat(Outputs.difference(output.data().asFloat(), Outputs.of(trained, images)))
        .isLessThan(1e-6f);
  }

  @Test
  void trainsOnInPlainDl4j() throws IOException {
    ImageShape shape = export("lenet").network().preprocessing().shape();
    INDArray labels = Nd4j.zeros(IMAGES, Trained.NAMES.size());
    for (int image = 0; image < IMAGES; image++) {
      labels.putScalar(image, image % Trained.NAMES.size(), 1);
    }
    DataSet data = new DataSet(input(Outputs.images(shape, IMAGES, 1), shape), labels);
    ComputationGraph restored = ModelSerializer.restoreComputationGraph(file.toFile());
    double before = restored.score(data);

    for (int step = 0; step < 20; step++) {
      restored.fit(data);
    }

    assertThat(restored.score(data)).isLessThan(0.9 * before);
  }

  private static INDArray input(float[] images, ImageShape shape) {
    return Nd4j.createFromArray(images)
        .reshape(images.length / shape.values(), shape.channels(), shape.height(), shape.width());
  }

  @Test
  void refusesATruncatedFile() throws IOException {
    export("lenet");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));

    refuses("not a whole zip");
  }

  @Test
  void refusesAnArrayThatClaimsAnotherSize() throws IOException {
    int parameters = export("lenet").parameters().length;
    // "MIXED_DATA_TYPES", 8, "LONG" and the shape; "MIXED_DATA_TYPES" and the count of the values
    rewrite(
        ModelSerializer.COEFFICIENTS_BIN,
        bytes -> {
          byte[] wrong = bytes.clone();
          int second = 2 + 16 + 8 + 2 + 4 + 8 * 8 + 2 + 16;
          Arrays.fill(wrong, second, second + 8, (byte) 0x7f);
          return wrong;
        });

    refuses("needs %d parameters and it has 9187201950435737471".formatted(parameters));
  }

  @Test
  void refusesParametersThatAreNone() throws IOException {
    export("lenet");
    rewrite(ModelSerializer.COEFFICIENTS_BIN, bytes -> utf8("no array, none at all"));

    refuses("not a whole zip");
  }

  @Test
  void refusesAnotherNetworksJson() throws IOException {
    export("lenet");
    rewrite(ModelSerializer.CONFIGURATION_JSON, bytes -> utf8("{\"confs\": []}"));

    refuses("its network is no ComputationGraph");
  }

  @Test
  void saysWhatToDoWithPyTorchsOwnFormat() throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      zip.putNextEntry(new ZipEntry("archive/data.pkl"));
    }

    refuses("save it with safetensors.torch.save_file");
  }

  private void refuses(String message) {
    assertThatThrownBy(() -> Import.read(storage, "file:" + file, ImportSettings.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("file:" + file)
        .hasMessageContaining(message)
        .hasMessageMatching("[^\n]*\\.");
  }

  private void rewrite(String name, UnaryOperator<byte[]> change) throws IOException {
    ByteArrayOutputStream changed = new ByteArrayOutputStream();
    try (ZipFile whole = new ZipFile(file.toFile());
        ZipOutputStream zip = new ZipOutputStream(changed)) {
      for (ZipEntry entry : whole.stream().toList()) {
        zip.putNextEntry(new ZipEntry(entry.getName()));
        try (InputStream stream = whole.getInputStream(entry)) {
          byte[] bytes = stream.readAllBytes();
          zip.write(entry.getName().equals(name) ? change.apply(bytes) : bytes);
        }
      }
    }
    Files.write(file, changed.toByteArray());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
