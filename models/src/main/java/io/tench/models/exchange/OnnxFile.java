package io.tench.models.exchange;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import onnx.Onnx.AttributeProto;
import onnx.Onnx.ModelProto;
import onnx.Onnx.NodeProto;
import onnx.Onnx.StringStringEntryProto;
import onnx.Onnx.TensorProto;
import onnx.Onnx.TensorProto.DataLocation;
import onnx.Onnx.TensorProto.DataType;
import org.nd4j.shade.protobuf.ByteString;
import org.nd4j.shade.protobuf.InvalidProtocolBufferException;

/** The parameters of an ONNX model: what its layers take besides their input. */
final class OnnxFile implements TensorFile {
  private static final Set<String> LAYERS = Set.of("Conv", "Gemm", "MatMul", "BatchNormalization");
  private static final double USUAL_EPSILON = 1e-5;

  private final String file;
  private final Optional<Notes> notes;
  private final Map<String, TensorProto> tensors = new LinkedHashMap<>();
  private final Map<String, Double> epsilons = new HashMap<>();
  private final boolean normalizes;

  private OnnxFile(String file, ModelProto model) {
    this.file = file;
    notes =
        Notes.read(
            file,
            model.getMetadataPropsList().stream()
                .collect(
                    Collectors.toMap(
                        StringStringEntryProto::getKey,
                        StringStringEntryProto::getValue,
                        (first, second) -> first)));
    Map<String, TensorProto> initializers = new HashMap<>();
    model
        .getGraph()
        .getInitializerList()
        .forEach(tensor -> initializers.put(tensor.getName(), tensor));
    List<NodeProto> nodes = model.getGraph().getNodeList();
    normalizes = nodes.stream().anyMatch(node -> node.getOpType().equals("BatchNormalization"));
    for (NodeProto node : nodes) {
      // PyTorch writes equal tensors once, and the others as another name of it.
      if (node.getOpType().equals("Identity") && initializers.containsKey(node.getInput(0))) {
        initializers.put(node.getOutput(0), initializers.get(node.getInput(0)));
      }
      if (LAYERS.contains(node.getOpType())) {
        for (String input : node.getInputList()) {
          if (initializers.containsKey(input)) {
            tensors.put(input, initializers.get(input));
            epsilons.put(input, epsilon(node));
          }
        }
      }
    }
  }

  private static double epsilon(NodeProto node) {
    return node.getAttributeList().stream()
        .filter(attribute -> attribute.getName().equals("epsilon"))
        .mapToDouble(AttributeProto::getF)
        .findFirst()
        .orElse(USUAL_EPSILON);
  }

  /**
   * Reads a file.
   *
   * @throws BadInputException if it is none, or holds no layer
   */
  static OnnxFile open(Storage storage, String file) throws IOException {
    try (InputStream stream = storage.read(file)) {
      OnnxFile opened = new OnnxFile(file, ModelProto.parseFrom(stream));
      if (opened.tensors.isEmpty()) {
        throw new BadInputException(
            "%s has no layer with parameters that Tench knows of ONNX: give a model with its weights inside."
                .formatted(file));
      }
      return opened;
    } catch (InvalidProtocolBufferException broken) {
      throw new BadInputException(
          "%s is not a whole ONNX file, nor another that Tench imports: give %s."
              .formatted(file, ImportFormat.NAMES),
          broken);
    }
  }

  @Override
  public Optional<Notes> notes() {
    return notes;
  }

  @Override
  public Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    tensors.forEach((name, tensor) -> shapes.put(name, tensor.getDimsList()));
    return shapes;
  }

  @Override
  public boolean folds() {
    return !normalizes;
  }

  @Override
  public double epsilon(String variance) {
    return epsilons.get(variance);
  }

  @Override
  public void read(String name, float[] target, int from, int count) throws IOException {
    TensorProto tensor = tensors.get(name);
    if (tensor.getDataLocation() == DataLocation.EXTERNAL) {
      throw new BadInputException(
          "%s keeps tensor %s in another file: save the model as one file.".formatted(file, name));
    }
    if (tensor.getDataType() == DataType.FLOAT_VALUE && tensor.getRawData().isEmpty()) {
      requireCount(name, tensor.getFloatDataCount(), count);
      for (int index = 0; index < count; index++) {
        target[from + index] = tensor.getFloatData(index);
      }
      return;
    }
    ElementType type = type(name, tensor);
    ByteString raw = tensor.getRawData();
    requireCount(name, raw.size() / type.bytes(), count);
    FloatBytes.read(raw.newInput(), type, target, from, count);
  }

  private ElementType type(String name, TensorProto tensor) {
    return switch (tensor.getDataType()) {
      case DataType.FLOAT_VALUE -> ElementType.F32;
      case DataType.DOUBLE_VALUE -> ElementType.F64;
      case DataType.FLOAT16_VALUE -> ElementType.F16;
      case DataType.BFLOAT16_VALUE -> ElementType.BF16;
      default ->
          throw new BadInputException(
              "%s has tensor %s as element type %d: convert it to float."
                  .formatted(file, name, tensor.getDataType()));
    };
  }

  private void requireCount(String name, int found, int needed) {
    if (found != needed) {
      throw new BadInputException(
          "%s has %d values for tensor %s, whose shape needs %d: fetch or export it again."
              .formatted(file, found, name, needed));
    }
  }

  @Override
  public void close() {}
}
