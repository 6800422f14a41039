package io.tench.datasets.storage;

import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;

/** Hadoop's stream under Tench's name. */
final class HadoopStream extends SeekableStream {
  private final FSDataInputStream stream;

  HadoopStream(FSDataInputStream stream) {
    this.stream = stream;
  }

  @Override
  public long position() throws IOException {
    return stream.getPos();
  }

  @Override
  public void seek(long offset) throws IOException {
    stream.seek(offset);
  }

  @Override
  public int read() throws IOException {
    return stream.read();
  }

  @Override
  public int read(byte[] bytes, int from, int length) throws IOException {
    return stream.read(bytes, from, length);
  }

  @Override
  public long skip(long bytes) throws IOException {
    return stream.skip(bytes);
  }

  @Override
  public int available() throws IOException {
    return stream.available();
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }
}
