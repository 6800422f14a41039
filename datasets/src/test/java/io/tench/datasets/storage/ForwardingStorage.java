package io.tench.datasets.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** Does all that another storage does: for those that do one thing differently. */
public abstract class ForwardingStorage implements Storage {
  private final Storage storage;

  protected ForwardingStorage(Storage storage) {
    this.storage = storage;
  }

  @Override
  public OutputStream create(String file) throws IOException {
    return storage.create(file);
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
