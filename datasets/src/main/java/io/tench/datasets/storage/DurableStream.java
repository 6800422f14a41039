package io.tench.datasets.storage;

import java.io.IOException;
import java.io.OutputStream;
import org.apache.hadoop.fs.FSError;

/**
 * Closing means that the bytes are on the disks, not in their caches. A full local disk is an
 * IOException here; Hadoop makes it an Error.
 */
final class DurableStream extends OutputStream {
  private final OutputStream stream;
  private final Sync sync;
  private boolean closed;

  /** Puts on the disks what a stream has written. */
  interface Sync {
    void run() throws IOException;
  }

  DurableStream(OutputStream stream, Sync sync) {
    this.stream = stream;
    this.sync = sync;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      stream.write(bytes, from, length);
    } catch (FSError failure) {
      throw new IOException(failure.getCause());
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      stream.flush();
    } catch (FSError failure) {
      throw new IOException(failure.getCause());
    }
  }

  /**
   * Throws an exception of its own. HDFS throws that of a failed write again, and a caller that
   * closes after the write failed could not add one to itself.
   */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    Throwable failure = failure(stream::flush);
    failure = failure == null ? failure(sync) : failure;
    Throwable late = failure(stream::close);
    failure = failure == null ? late : failure;
    if (failure != null) {
      throw new IOException(failure.getMessage(), failure);
    }
  }

  private static Throwable failure(Sync step) {
    try {
      step.run();
      return null;
    } catch (FSError failure) {
      return failure.getCause();
    } catch (IOException failure) {
      return failure;
    }
  }
}
