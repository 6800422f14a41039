package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.SeekableStream;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of unsigned bytes in MNIST's idx format, plain or compressed: {@code 0, 0, 8, dimensions},
 * the sizes as big-endian int32, then the values.
 *
 * @param sizes images: count, height, width; labels: count
 */
record IdxFile(String location, List<Integer> sizes) implements Serializable {
  private static final int UNSIGNED_BYTES = 8;

  /** An image with more pixels than this is none. */
  private static final int MOST_VALUES = 1 << 24;

  IdxFile {
    sizes = List.copyOf(sizes);
  }

  /**
   * Reads the header.
   *
   * @throws BadInputException if it is not one with {@code dimensions} dimensions
   */
  static IdxFile open(Storage storage, String location, int dimensions) throws IOException {
    byte[] header;
    try (SeekableStream stream = stream(storage, location)) {
      header = stream.readNBytes(4 + 4 * dimensions);
    }
    List<Integer> sizes = new ArrayList<>();
    if (header.length == 4 + 4 * dimensions) {
      ByteBuffer numbers = ByteBuffer.wrap(header);
      if (numbers.getInt() == (UNSIGNED_BYTES << 8 | dimensions)) {
        while (numbers.hasRemaining()) {
          sizes.add(numbers.getInt());
        }
      }
    }
    long values = sizes.stream().skip(1).mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    if (sizes.isEmpty() || sizes.stream().anyMatch(size -> size < 1) || values > MOST_VALUES) {
      throw new BadInputException(
          "%s is not an idx file of unsigned bytes with %d dimensions: use MNIST's file layout."
              .formatted(location, dimensions));
    }
    return new IdxFile(location, sizes);
  }

  int count() {
    return sizes.get(0);
  }

  /** {@code train} or {@code test}: the file name's part before the first hyphen. */
  String split() {
    String name = location.substring(location.lastIndexOf('/') + 1);
    return name.startsWith("train") ? "train" : "test";
  }

  /** The values of items {@code from}..{@code to}. */
  byte[] read(Storage storage, int from, int to) throws IOException {
    int item = sizes.stream().skip(1).reduce(1, (a, b) -> a * b);
    byte[] values;
    try (SeekableStream stream = stream(storage, location)) {
      stream.skipNBytes(4 + 4L * sizes.size() + (long) from * item);
      values = stream.readNBytes(Math.multiplyExact(to - from, item));
    } catch (java.io.EOFException end) {
      throw truncated(end);
    }
    if (values.length < (to - from) * item) {
      throw truncated(null);
    }
    return values;
  }

  private BadInputException truncated(Throwable cause) {
    return new BadInputException(
        "%s ends before its %d items do: fetch it again.".formatted(location, count()), cause);
  }

  private static SeekableStream stream(Storage storage, String location) throws IOException {
    return location.endsWith(".gz") ? new GzipStream(storage, location) : storage.read(location);
  }
}
