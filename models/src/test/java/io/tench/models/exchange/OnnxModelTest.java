package io.tench.models.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import io.tench.datasets.BadInputException;
import io.tench.datasets.ImageShape;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.models.Checkpoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import onnx.Onnx.GraphProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataLocation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class OnnxModelTest {
  private final Storage storage = new HadoopStorage();

  @TempDir private Path folder;

  static Stream<String> architectures() {
    return RoundTrip.architectures(false);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void agreesWithDl4jInOnnxRuntime(String architecture) throws IOException, OrtException {
    OnnxRuntime.agreesWithDl4j(architecture, folder);
  }

  @Test
  void saysWhatGoesInAndWhatComesOut() throws IOException, OrtException {
    try (OrtSession session = OnnxRuntime.open(export("lenet"))) {
      TensorInfo input = (TensorInfo) session.getInputInfo().get("input").getInfo();
      TensorInfo output = (TensorInfo) session.getOutputInfo().get("probabilities").getInfo();

      assertThat(input.getShape()).containsExactly(-1, 1, 28, 28);
      assertThat(input.getDimensionNames()).startsWith("batch");
      assertThat(output.getShape()).containsExactly(-1, Trained.NAMES.size());
      assertThat(session.getMetadata().getDescription())
          .contains("shorter side to 36 pixels", "gray", "(value - mean) / deviation");
      assertThat(session.getMetadata().getCustomMetadata())
          .containsEntry("tench.architecture", "lenet")
          .hasEntrySatisfying(
              "tench.labels", labels -> assertThat(labels).contains("great white shark"))
          .containsKey("tench.preprocessing");
    }
  }

  @ParameterizedTest
  @CsvSource({"lenet", "alexnet", "resnet-18", "resnet-20", "squeezenet-1.1", "mobilenet-v1-0.25"})
  void passesOnnxsOwnChecker(String architecture) throws IOException, InterruptedException {
    PythonPeer.require("onnx");

    assertThat(PythonPeer.run("check", export(architecture))).isEqualTo("13");
  }

  @Test
  void givesTheSameOutputsWithAnotherEpsilon() throws IOException, OrtException {
    Path file = export("resnet-20");
    change(
        file,
        model -> {
          ModelProto.Builder changed = model.toBuilder();
          GraphProto.Builder graph = changed.getGraphBuilder();
          graph.getNodeBuilderList().stream()
              .filter(node -> node.getOpType().equals("BatchNormalization"))
              .forEach(node -> node.getAttributeBuilder(0).setF(0.01f));
          return changed.build();
        });
    Checkpoint imported = Import.read(storage, "file:" + file, ImportSettings.NONE);
    ImageShape shape = imported.network().preprocessing().shape();
    float[] images = Outputs.images(shape, 2, 1);

    float[] outputs = Outputs.of(imported, images);

    try (OrtSession session = OnnxRuntime.open(file)) {
      assertThat(Outputs.difference(outputs, OnnxRuntime.run(session, images, shape)))
          .isLessThan(1e-5f);
    }
  }

  @Test
  void refusesATruncatedFile() throws IOException {
    Path file = export("lenet");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 100_000));

    refuses(file, "is not a whole ONNX file");
  }

  @Test
  void refusesATensorThatClaimsMoreThanThereIs() throws IOException {
    Path file = folder.resolve("claims.onnx");
    // format 7; a graph of 2^31 - 100 bytes; in it an initializer of about as many
    int[] start = {8, 7, 0x3a, 0x9c, 0xff, 0xff, 0xff, 7, 0x2a, 0x80, 0xff, 0xff, 0xff, 7};
    byte[] bytes = new byte[64];
    for (int index = 0; index < start.length; index++) {
      bytes[index] = (byte) start[index];
    }
    Files.write(file, bytes);

    refuses(file, "is not a whole ONNX file");
  }

  @Test
  void refusesATensorOfAnotherSizeThanItsShape() throws IOException {
    Path file = export("lenet");
    changeFirstTensor(
        file, tensor -> tensor.toBuilder().setRawData(tensor.getRawData().substring(4)).build());

    refuses(file, "whose shape needs");
  }

  @Test
  void refusesTensorsInOtherFiles() throws IOException {
    Path file = export("lenet");
    changeFirstTensor(
        file, tensor -> tensor.toBuilder().setDataLocation(DataLocation.EXTERNAL).build());

    refuses(file, "in another file");
  }

  @Test
  void takesATensorByItsOtherName() throws IOException {
    Path file = export("lenet");
    Checkpoint before = Import.read(storage, "file:" + file, ImportSettings.NONE);
    changeFirstTensor(file, tensor -> tensor.toBuilder().setName("shared").build());
    change(
        file,
        model -> {
          ModelProto.Builder changed = model.toBuilder();
          changed
              .getGraphBuilder()
              .addNode(
                  0,
                  NodeProto.newBuilder()
                      .setOpType("Identity")
                      .addInput("shared")
                      .addOutput(model.getGraph().getNode(0).getInput(1)));
          return changed.build();
        });

    Checkpoint imported = Import.read(storage, "file:" + file, ImportSettings.NONE);

    assertThat(Arrays.equals(imported.parameters(), before.parameters())).isTrue();
  }

  @Test
  void saysWhatToDoWithFoldedBatchNorms() throws IOException {
    Path file = export("resnet-20");
    change(
        file,
        model -> {
          ModelProto.Builder changed = model.toBuilder();
          GraphProto.Builder graph = changed.getGraphBuilder();
          for (int index = graph.getNodeCount() - 1; index >= 0; index--) {
            if (graph.getNode(index).getOpType().equals("BatchNormalization")) {
              graph.removeNode(index);
            }
          }
          return changed.build();
        });

    refuses(file, "has no batch norm and resnet-20 has");
  }

  @Test
  void refusesAModelWithoutWeights() throws IOException {
    Path file = folder.resolve("empty.onnx");
    Files.write(file, ModelProto.newBuilder().setIrVersion(7).build().toByteArray());

    refuses(file, "has no layer with parameters");
  }

  private Path export(String architecture) throws IOException {
    Path file = folder.resolve(architecture + ".onnx");
    Export.write(storage, Trained.small(architecture), ExchangeFormat.ONNX, "file:" + file);
    return file;
  }

  private void refuses(Path file, String message) {
    assertThatThrownBy(() -> Import.read(storage, "file:" + file, ImportSettings.NONE))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("file:" + file)
        .hasMessageContaining(message)
        .hasMessageMatching("[^\n]*\\.");
  }

  private static void changeFirstTensor(Path file, UnaryOperator<TensorProto> change)
      throws IOException {
    change(
        file,
        model -> {
          ModelProto.Builder changed = model.toBuilder();
          GraphProto.Builder graph = changed.getGraphBuilder();
          graph.setInitializer(0, change.apply(graph.getInitializer(0)));
          return changed.build();
        });
  }

  private static void change(Path file, UnaryOperator<ModelProto> change) throws IOException {
    ModelProto model;
    try (InputStream stream = Files.newInputStream(file)) {
      model = ModelProto.parseFrom(stream);
    }
    Files.write(file, change.apply(model).toByteArray());
  }
}
