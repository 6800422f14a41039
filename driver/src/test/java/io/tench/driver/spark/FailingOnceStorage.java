package io.tench.driver.spark;

import io.tench.datasets.storage.ForwardingStorage;
import io.tench.datasets.storage.HadoopStorage;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Local storage in which the first stream to each shard name breaks when it is closed, in this
 * process: a machine that is lost with its work done.
 */
final class FailingOnceStorage extends ForwardingStorage {
  private static final long serialVersionUID = 1L;
  private static final Set<String> FAILED = ConcurrentHashMap.newKeySet();

  FailingOnceStorage() {
    super(new HadoopStorage());
  }

  static int failures() {
    return FAILED.size();
  }

  @Override
  public OutputStream create(String file) throws IOException {
    OutputStream stream = super.create(file);
    String name = file.substring(file.lastIndexOf('/') + 1).replaceAll("\\.[0-9a-f-]{36}$", "");
    if (!name.contains(".parquet") || !FAILED.add(name)) {
      return stream;
    }
    return new FilterOutputStream(stream) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
      }

      @Override
      public void close() throws IOException {
        super.close();
        throw new IOException("lost after all was written");
      }
    };
  }
}
