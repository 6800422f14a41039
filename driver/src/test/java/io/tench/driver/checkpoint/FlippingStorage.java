package io.tench.driver.checkpoint;

import io.tench.datasets.storage.SeekableStream;
import io.tench.datasets.storage.Storage;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A disk that flips a bit in each file of one name as it is written, and does not say so. */
record FlippingStorage(Storage storage, String name) implements Storage {
  @Override
  public OutputStream create(String file) throws IOException {
    OutputStream stream = storage.create(file);
    if (!file.endsWith("/" + name)) {
      return stream;
    }
    return new FilterOutputStream(stream) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        byte[] flipped = bytes.clone();
        flipped[from + length / 2] ^= 4;
        out.write(flipped, from, length);
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
