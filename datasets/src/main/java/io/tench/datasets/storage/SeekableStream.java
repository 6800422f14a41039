package io.tench.datasets.storage;

import java.io.IOException;
import java.io.InputStream;

/** A file's bytes, from any position. */
public abstract class SeekableStream extends InputStream {
  /** The offset in the file of the next byte read. */
  public abstract long position() throws IOException;

  /**
   * Continues at {@code offset}.
   *
   * @throws java.io.EOFException if that is beyond the file's end
   */
  public abstract void seek(long offset) throws IOException;
}
