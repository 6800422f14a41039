package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.SeekableStream;
import io.tench.datasets.storage.Storage;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;

/**
 * Reads files of a container; cheapest in the container's order, where a tar is opened once and
 * never read backwards.
 */
final class ContainerReader implements Closeable {
  /** The longest file that is read into memory: far above any photograph. */
  static final int LONGEST_FILE = 256 << 20;

  private final Storage storage;
  private final Container container;
  private SeekableStream stream;

  ContainerReader(Storage storage, Container container) {
    this.storage = storage;
    this.container = container;
  }

  /**
   * A file's bytes.
   *
   * @throws BadInputException if the container ends before the file does, or the file is absurdly
   *     long
   */
  byte[] read(TreeFile file) throws IOException {
    requireReadable(file.path(), file.bytes(), container.location());
    return read(file, 0, (int) file.bytes());
  }

  /** As {@link #read(TreeFile)}, {@code length} bytes of the file from {@code from} on. */
  byte[] read(TreeFile file, long from, int length) throws IOException {
    byte[] bytes;
    try {
      SeekableStream source = streamOf(file);
      source.seek(file.offset() + from);
      bytes = source.readNBytes(length);
    } catch (EOFException end) {
      throw truncated(file, end);
    }
    if (bytes.length < length) {
      throw truncated(file, null);
    }
    return bytes;
  }

  /**
   * The stream that holds the file, at no certain position; read from it before this reader reads
   * again.
   */
  SeekableStream streamOf(TreeFile file) throws IOException {
    if (container instanceof Container.Folder folder) {
      close();
      stream = storage.read(folder.pathOf(file));
    } else if (stream == null && container instanceof Container.Tar tar) {
      stream = tar.open(storage);
    }
    return stream;
  }

  static void requireReadable(String path, long bytes, String location) {
    if (bytes > LONGEST_FILE) {
      throw new BadInputException(
          "%s in %s has %d bytes, more than the %d that an image may have: remove it."
              .formatted(path, location, bytes, LONGEST_FILE));
    }
  }

  private BadInputException truncated(TreeFile file, Throwable cause) {
    return new BadInputException(
        "%s ends in the middle of %s: fetch it again.".formatted(container.location(), file.path()),
        cause);
  }

  @Override
  public void close() throws IOException {
    if (stream != null) {
      stream.close();
      stream = null;
    }
  }
}
