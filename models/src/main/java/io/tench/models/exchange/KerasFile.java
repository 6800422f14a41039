package io.tench.models.exchange;

import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Node;
import io.jhdf.api.dataset.ContiguousDataset;
import io.jhdf.object.datatype.FloatingPoint;
import io.tench.datasets.BadInputException;
import io.tench.datasets.ImageShape;
import io.tench.datasets.storage.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model or its weights as Keras 1 and 2, and Keras 3 for .h5, save them in HDF5: a group for each
 * layer, with its tensors in it or in groups below. A tensor's name here is {@code layer/kernel}.
 *
 * <p>The file is parsed in memory, where no claim of a size can reach beyond its end, and as far as
 * a {@link BoundedStorage} goes; links are not followed, since they may lead to other files.
 */
final class KerasFile implements TensorFile {
  private static final String MODEL_WEIGHTS = "model_weights";
  private static final String MODEL_CONFIGURATION = "model_config";
  private static final int MAX_DEPTH = 8;

  private final String file;
  private final KerasConfiguration configuration;
  private final Map<String, Dataset> tensors = new LinkedHashMap<>();

  private KerasFile(String file, HdfFile opened) {
    this.file = file;
    configuration = configuration(opened);
    boolean model = opened.getChild(MODEL_WEIGHTS) instanceof Group;
    Group layers = model ? (Group) opened.getChild(MODEL_WEIGHTS) : opened;
    if (layers.getChild("layers") instanceof Group
        || layers.getChild("_layer_checkpoint_dependencies") != null) {
      throw new BadInputException(
          "%s has the layout of Keras 3's .keras and .weights.h5: save the whole model as .h5."
              .formatted(file));
    }
    for (Node layer : layers) {
      if (layer instanceof Group group) {
        collect(group, group.getName(), 1);
      }
    }
    if (tensors.isEmpty()) {
      throw new IllegalArgumentException("it has no layer with weights");
    }
  }

  /**
   * Reads a file.
   *
   * @throws BadInputException if it is damaged, or none of Keras's
   */
  static KerasFile open(Storage storage, String file) throws IOException {
    long size = storage.entry(file).bytes();
    if (size > Integer.MAX_VALUE - Long.BYTES) {
      throw new BadInputException(
          "%s is larger than 2 GB: save the model's weights without the optimizer's."
              .formatted(file));
    }
    byte[] bytes = new byte[(int) size];
    try (InputStream stream = storage.read(file)) {
      if (stream.readNBytes(bytes, 0, bytes.length) < bytes.length) {
        throw new EOFException();
      }
    }
    try {
      BoundedStorage structure = new BoundedStorage(bytes);
      KerasFile opened = new KerasFile(file, structure.open());
      structure.endStructure();
      return opened;
    } catch (BadInputException refused) {
      throw refused;
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError broken) {
      throw damaged(file, broken); // what jhdf meets in strange bytes, and makes room for
    }
  }

  private static KerasConfiguration configuration(HdfFile opened) {
    Attribute attribute = opened.getAttribute(MODEL_CONFIGURATION);
    boolean text =
        attribute != null && attribute.isScalar() && attribute.getJavaType() == String.class;
    return text && attribute.getData() instanceof String json
        ? KerasConfiguration.read(json)
        : KerasConfiguration.NONE;
  }

  private void collect(Group group, String layer, int depth) {
    for (Node node : group) {
      if (depth > MAX_DEPTH) {
        throw new IllegalArgumentException("its groups do not end");
      }
      if (node instanceof Dataset tensor) {
        String name = layer + "/" + key(tensor.getName(), layer);
        if (tensors.putIfAbsent(name, tensor) != null) {
          throw new BadInputException(
              "%s has several tensors %s, as of a model within a model: save the inner model alone."
                  .formatted(file, name));
        }
      } else if (node instanceof Group inner) {
        collect(inner, layer, depth + 1);
      }
    }
  }

  /** {@code kernel} of {@code kernel:0}, and of {@code block1_conv1_W_1:0}, as of Keras 1. */
  private static String key(String stored, String layer) {
    String key = stored.replaceFirst(":\\d+$", "");
    if (!key.startsWith(layer + "_")) {
      return key;
    }
    key = key.substring(layer.length() + 1).replaceFirst("_\\d+$", "");
    return switch (key) {
      case "W" -> "kernel";
      case "b" -> "bias";
      default -> key;
    };
  }

  private static BadInputException damaged(String file, Throwable cause) {
    String reason =
        cause instanceof IllegalArgumentException ? cause.getMessage() : "it is damaged";
    return new BadInputException(
        "%s is not a whole .h5 file of Keras, %s: fetch it again, or save the model as .h5 again."
            .formatted(file, reason),
        cause);
  }

  @Override
  public Optional<Notes> notes() {
    return Optional.empty();
  }

  @Override
  public Optional<ImageShape> input() {
    return configuration.input();
  }

  @Override
  public Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) ->
            shapes.put(
                name, Arrays.stream(tensor.getDimensions()).asLongStream().boxed().toList()));
    return shapes;
  }

  @Override
  public double epsilon(String variance) {
    return configuration.epsilon(variance.substring(0, variance.lastIndexOf('/')));
  }

  @Override
  public void read(String name, float[] target, int from, int count) {
    Dataset tensor = tensors.get(name);
    ElementType type = type(name, tensor);
    if (!(tensor instanceof ContiguousDataset contiguous)) {
      throw new BadInputException(
          "%s has tensor %s compressed or in chunks: save the model as .h5 with Keras."
              .formatted(file, name));
    }
    try {
      type.decode(contiguous.getBuffer(), target, from, count);
    } catch (RuntimeException broken) { // its bytes lie beyond the file's end
      throw damaged(file, broken);
    }
  }

  private ElementType type(String name, Dataset tensor) {
    int bytes = tensor.getDataType() instanceof FloatingPoint number ? number.getSize() : 0;
    return switch (bytes) {
      case 2 -> ElementType.F16;
      case 4 -> ElementType.F32;
      case 8 -> ElementType.F64;
      default ->
          throw new BadInputException(
              "%s has tensor %s in numbers that are not float16, 32 or 64: save the model with float32 weights."
                  .formatted(file, name));
    };
  }

  @Override
  public void close() {}
}
