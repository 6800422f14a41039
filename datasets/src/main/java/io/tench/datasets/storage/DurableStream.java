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

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      try (stream) {
        stream.flush();
        sync.run();
      } catch (FSError failure) {
        throw new IOException(failure.getCause());
      }
    }
  }
}
