package io.tench.models.exchange;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.SeekableStream;
import io.tench.datasets.storage.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A safetensors file that is read. */
final class SafetensorsFile implements TensorFile {
  private final String file;
  private final SeekableStream stream;
  private final SafetensorsHeader header;
  private final long dataFrom;
  private final Optional<Notes> notes;

  private SafetensorsFile(
      String file, SeekableStream stream, SafetensorsHeader header, long dataFrom) {
    this.file = file;
    this.stream = stream;
    this.header = header;
    this.dataFrom = dataFrom;
    notes = Notes.read(file, header.metadata());
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws BadInputException if it is none
   */
  static SafetensorsFile open(Storage storage, String file) throws IOException {
    long bytes = storage.entry(file).bytes();
    SeekableStream stream = storage.read(file);
    try {
      return open(file, stream, bytes);
    } catch (EOFException | IllegalArgumentException broken) {
      stream.close();
      String reason = broken instanceof EOFException ? "it ends early" : broken.getMessage();
      throw new BadInputException(
          "%s is not a whole safetensors file, %s: fetch or export it again."
              .formatted(file, reason),
          broken);
    } catch (IOException | RuntimeException failure) {
      stream.close();
      throw failure;
    }
  }

  private static SafetensorsFile open(String file, SeekableStream stream, long bytes)
      throws IOException {
    long length =
        ByteBuffer.wrap(exactly(stream, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > Math.min(SafetensorsHeader.MAX_BYTES, bytes - Long.BYTES)) {
      throw new IllegalArgumentException(
          "its header claims to have %s bytes".formatted(Long.toUnsignedString(length)));
    }
    byte[] json = exactly(stream, (int) length);
    long dataFrom = Long.BYTES + length;
    return new SafetensorsFile(
        file, stream, SafetensorsHeader.read(json, bytes - dataFrom), dataFrom);
  }

  private static byte[] exactly(SeekableStream stream, int length) throws IOException {
    byte[] bytes = stream.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  @Override
  public Optional<Notes> notes() {
    return notes;
  }

  @Override
  public Map<String, List<Long>> shapes() {
    Map<String, List<Long>> shapes = new LinkedHashMap<>();
    header.tensors().forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    return shapes;
  }

  @Override
  public void read(String name, float[] target, int from, int count) throws IOException {
    SafetensorsHeader.Tensor tensor = header.tensors().get(name);
    ElementType type =
        Arrays.stream(ElementType.values())
            .filter(known -> known.name().equals(tensor.type()))
            .findFirst()
            .orElseThrow(
                () ->
                    new BadInputException(
                        "%s has tensor %s as %s: convert it to F32, F16, BF16 or F64."
                            .formatted(file, name, tensor.type())));
    if (tensor.to() - tensor.from() != (long) count * type.bytes()) {
      throw new BadInputException(
          "%s has %d bytes for tensor %s, whose shape %s needs %d: fetch or export it again."
              .formatted(
                  file,
                  tensor.to() - tensor.from(),
                  name,
                  tensor.shape(),
                  (long) count * type.bytes()));
    }
    stream.seek(dataFrom + tensor.from());
    FloatBytes.read(stream, type, target, from, count);
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
