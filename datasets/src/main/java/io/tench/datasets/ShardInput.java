package io.tench.datasets;

import io.tench.datasets.storage.SeekableStream;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
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
    SeekableStream stream = storage.read(file);
    return new DelegatingSeekableInputStream(stream) {
      @Override
      public long getPos() throws IOException {
        return stream.position();
      }

      @Override
      public void seek(long offset) throws IOException {
        stream.seek(offset);
      }
    };
  }

  @Override
  public String toString() {
    return file;
  }
}
