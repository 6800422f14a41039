package io.tench.driver.spark;

import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.SeekableStream;
import io.tench.datasets.storage.Storage;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Local storage in which the first stream to each shard name breaks when it is closed, in this
 * process: a machine that is lost with its work done.
 */
final class FailingOnceStorage implements Storage {
  private static final long serialVersionUID = 1L;
  private static final Set<String> FAILED = ConcurrentHashMap.newKeySet();

  private final HadoopStorage storage = new HadoopStorage();

  static int failures() {
    return FAILED.size();
  }

  @Override
  public OutputStream create(String file) throws IOException {
    OutputStream stream = storage.create(file);
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

  @Override
  public boolean exists(String path) throws IOException {
    return storage.exists(path);
  }

  @Override
  public List<Entry> list(String folder) throws IOException {
    return storage.list(folder);
  }

  @Override
  public Entry entry(String path) throws IOException {
    return storage.entry(path);
  }

  @Override
  public SeekableStream read(String file) throws IOException {
    return storage.read(file);
  }

  @Override
  public void createFolder(String folder) throws IOException {
    storage.createFolder(folder);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    storage.rename(from, to);
  }

  @Override
  public void replace(String file, byte[] content) throws IOException {
    storage.replace(file, content);
  }

  @Override
  public boolean delete(String path) throws IOException {
    return storage.delete(path);
  }

  @Override
  public List<String> hosts(String file, long from, long to) throws IOException {
    return storage.hosts(file, from, to);
  }
}
