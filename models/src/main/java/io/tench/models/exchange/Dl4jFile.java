package io.tench.models.exchange;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import io.tench.models.ParameterLayout;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.common.primitives.Triple;
import org.nd4j.linalg.api.buffer.BaseDataBuffer;
import org.nd4j.linalg.api.buffer.DataBuffer.AllocationMode;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * A {@code ComputationGraph} that DL4J saved, as tensors with PyTorch's names and layouts. Nothing
 * in it is deserialized as Java objects, and nothing is believed about sizes: an entry is read no
 * further than its network needs.
 */
final class Dl4jFile implements TensorFile {
  private static final int MAX_TEXT_BYTES = 64 << 20;
  private static final int MAX_SHAPE_NUMBERS = 68;

  private final String file;
  private final Map<String, String> texts = new HashMap<>();
  private final Map<String, TensorView> views = new LinkedHashMap<>();
  private float[] parameters;

  private Dl4jFile(String file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @throws BadInputException if it is none, or its network has layers whose parameters Tench does
   *     not know
   */
  static Dl4jFile open(Storage storage, String file) throws IOException {
    Dl4jFile opened = new Dl4jFile(file);
    try {
      try (ZipInputStream zip = zip(storage, file)) {
        opened.readTexts(zip);
      }
      long length = opened.describe();
      try (ZipInputStream zip = zip(storage, file)) {
        opened.readParameters(zip, length);
      }
      return opened;
    } catch (EOFException | ZipException broken) {
      throw opened.refuse("it is damaged", broken);
    }
  }

  private static ZipInputStream zip(Storage storage, String file) throws IOException {
    return new ZipInputStream(new BufferedInputStream(storage.read(file), 1 << 16));
  }

  /** The small entries; those that are neither text of ours nor DL4J's are passed over. */
  private void readTexts(ZipInputStream zip) throws IOException {
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      String name = entry.getName();
      if (name.equals("data.pkl") || name.endsWith("/data.pkl")) {
        throw new BadInputException(
            "%s is PyTorch's own format: save it with safetensors.torch.save_file and import that."
                .formatted(file));
      }
      if (name.equals(ModelSerializer.CONFIGURATION_JSON) || name.startsWith("tench.")) {
        byte[] text = zip.readNBytes(MAX_TEXT_BYTES);
        texts.put(name, new String(text, StandardCharsets.UTF_8));
      }
    }
  }

  /** Finds the tensors; returns the length of the flat vector. */
  private long describe() {
    String json = texts.get(ModelSerializer.CONFIGURATION_JSON);
    if (json == null) {
      throw refuse("it has no " + ModelSerializer.CONFIGURATION_JSON, null);
    }
    try {
      ComputationGraphConfiguration network = ComputationGraphConfiguration.fromJson(json);
      if (network.getVertices() == null || network.getVertices().isEmpty()) {
        throw refuse("its network is no ComputationGraph", null);
      }
      TensorViews.torch(network).forEach(view -> views.put(view.name(), view));
      return ParameterLayout.of(network).length();
    } catch (IllegalArgumentException unknown) {
      throw refuse(unknown.getMessage(), unknown);
    } catch (BadInputException refused) {
      throw refused;
    } catch (RuntimeException broken) { // whatever DL4J's reader meets in another's JSON
      throw refuse("its network is no ComputationGraph", broken);
    }
  }

  private void readParameters(ZipInputStream zip, long length) throws IOException {
    for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
      if (entry.getName().equals(ModelSerializer.COEFFICIENTS_BIN)) {
        parameters = new float[Math.toIntExact(length)];
        readArray(new DataInputStream(new BufferedInputStream(zip, 1 << 16)));
        return;
      }
    }
    throw refuse("it has no " + ModelSerializer.COEFFICIENTS_BIN, null);
  }

  /** An array as {@code Nd4j.write} has it: a shape, then the values. */
  private void readArray(DataInputStream data) throws IOException {
    Triple<AllocationMode, Long, DataType> shape = header(data);
    if (shape.getMiddle() < 0 || shape.getMiddle() > MAX_SHAPE_NUMBERS) {
      throw refuse("its parameters have no shape", null);
    }
    data.skipNBytes(shape.getMiddle() * shape.getRight().width());
    Triple<AllocationMode, Long, DataType> values = header(data);
    if (values.getMiddle() != parameters.length) {
      throw refuse(
          "its network needs %d parameters and it has %d"
              .formatted(parameters.length, values.getMiddle()),
          null);
    }
    switch (values.getRight()) {
      case FLOAT -> {
        for (int index = 0; index < parameters.length; index++) {
          parameters[index] = data.readFloat();
        }
      }
      case DOUBLE -> {
        for (int index = 0; index < parameters.length; index++) {
          parameters[index] = (float) data.readDouble();
        }
      }
      default -> throw refuse("its parameters are " + values.getRight(), null);
    }
  }

  private Triple<AllocationMode, Long, DataType> header(InputStream data) {
    try {
      return BaseDataBuffer.readHeader(data);
    } catch (RuntimeException broken) { // what DL4J makes of strange bytes, and of too few
      throw refuse("its parameters are not an array of DL4J's", broken);
    }
  }

  private BadInputException refuse(String reason, Exception cause) {
    return new BadInputException(
        "%s is not a whole zip of DL4J's ModelSerializer, %s: save a ComputationGraph again."
            .formatted(file, reason),
        cause);
  }

  @Override
  public Optional<Notes> notes() {
    return Notes.read(file, texts);
  }

  @Override
  public Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    views.forEach((name, view) -> shapes.put(name, view.shape()));
    return shapes;
  }

  @Override
  public void read(String tensor, float[] target, int from, int count) throws IOException {
    views
        .get(tensor)
        .send(
            parameters,
            (source, first, length) -> System.arraycopy(source, first, target, from, length));
  }

  @Override
  public void close() {}
}
