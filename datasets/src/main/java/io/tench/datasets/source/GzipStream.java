package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.SeekableStream;
import io.tench.datasets.storage.Storage;
import io.tench.datasets.storage.UnreachableStorageException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * What a gzip file holds. Forward it decompresses; backward it starts again. A damaged file throws
 * {@link BadInputException}.
 */
final class GzipStream extends SeekableStream {
  private static final int BUFFER = 1 << 16;

  private final Storage storage;
  private final String file;
  private InputStream stream;
  private long position;

  GzipStream(Storage storage, String file) throws IOException {
    this.storage = storage;
    this.file = file;
    this.stream = open();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public void seek(long offset) throws IOException {
    if (offset < position) {
      stream.close();
      stream = open();
      position = 0;
    }
    skipNBytes(offset - position);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    try {
      int count = stream.read(bytes, from, length);
      position += Math.max(0, count);
      return count;
    } catch (IOException failure) {
      throw damaged(failure);
    }
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  private InputStream open() throws IOException {
    InputStream raw = storage.read(file);
    try {
      return new BufferedInputStream(
          new GzipCompressorInputStream(new BufferedInputStream(raw, BUFFER), true), BUFFER);
    } catch (IOException failure) {
      raw.close();
      throw damaged(failure);
    }
  }

  private RuntimeException damaged(IOException failure) throws IOException {
    if (failure instanceof UnreachableStorageException) {
      throw failure;
    }
    return new BadInputException(
        "%s is not a whole gzip file (%s): fetch it again.".formatted(file, failure.getMessage()),
        failure);
  }
}
