package io.tench.datasets;

import io.tench.datasets.storage.SeekableStream;
import io.tench.datasets.storage.Storage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** A stored file as Parquet reads it. */
record ShardInput(Storage storage, String file, long bytes) implements InputFile {
  @Override
  public long getLength() {
    return bytes;
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    SeekableStream stream = attempt(() -> storage.read(file));
    return new DelegatingSeekableInputStream(new Watched(stream)) {
      @Override
      public long getPos() throws IOException {
        return attempt(stream::position);
      }

      @Override
      public void seek(long offset) throws IOException {
        attempt(
            () -> {
              stream.seek(offset);
              return offset;
            });
      }
    };
  }

  /**
   * The storage's own failure among the causes of one, if it has one. Else the bytes came as they
   * are, and Parquet could make nothing of them.
   */
  static Optional<IOException> ofStorage(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof Failure known) {
        return Optional.of(known.storage);
      }
    }
    return Optional.empty();
  }

  /** Marks what the storage threw, so that it is known again among Parquet's exceptions. */
  private static final class Failure extends IOException {
    private static final long serialVersionUID = 1L;

    private final IOException storage;

    Failure(IOException storage) {
      super(storage.getMessage(), storage);
      this.storage = storage;
    }
  }

  private interface Operation<R> {
    R run() throws IOException;
  }

  private static <R> R attempt(Operation<R> operation) throws IOException {
    try {
      return operation.run();
    } catch (EOFException beyondTheEnd) {
      throw beyondTheEnd;
    } catch (IOException failure) {
      throw new Failure(failure);
    }
  }

  private static final class Watched extends InputStream {
    private final InputStream stream;

    Watched(InputStream stream) {
      this.stream = stream;
    }

    @Override
    public int read() throws IOException {
      return attempt(stream::read);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      return attempt(() -> stream.read(bytes, from, length));
    }

    @Override
    public long skip(long bytes) throws IOException {
      return attempt(() -> stream.skip(bytes));
    }

    @Override
    public int available() throws IOException {
      return attempt(stream::available);
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  @Override
  public String toString() {
    return file;
  }
}
