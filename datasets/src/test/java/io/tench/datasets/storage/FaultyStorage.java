package io.tench.datasets.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Storage that fails on request. Counts what changes the disk, so that a test can stop a program at
 * each of its steps in turn: {@code dieAfter(0)}, {@code dieAfter(1)}, …, until it ends unharmed.
 */
public final class FaultyStorage implements Storage {
  private static final long serialVersionUID = 1L;
  private static final int NEVER = Integer.MAX_VALUE;

  private final Storage storage;
  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicInteger changesLeft = new AtomicInteger(NEVER);
  private final AtomicInteger failingRenames = new AtomicInteger();
  private final AtomicInteger failingReads = new AtomicInteger();

  public FaultyStorage(Storage storage) {
    this.storage = storage;
  }

  /** A dead storage: it fails every change after the next {@code count}, and every read then. */
  public FaultyStorage dieAfter(int count) {
    changesLeft.set(count);
    return this;
  }

  /** The next {@code count} renames fail and change nothing. */
  public FaultyStorage failRenames(int count) {
    failingRenames.set(count);
    return this;
  }

  /** The next {@code count} files opened for reading fail. */
  public FaultyStorage failReads(int count) {
    failingReads.set(count);
    return this;
  }

  /**
   * Changes that were made: files created and closed, renames, replacements, deletions, folders.
   */
  public int changes() {
    return changes.get();
  }

  /** Whether a change was refused after {@link #dieAfter}. */
  public boolean dead() {
    return changesLeft.get() < 0;
  }

  @Override
  public boolean exists(String path) throws IOException {
    live();
    return storage.exists(path);
  }

  @Override
  public List<Entry> list(String folder) throws IOException {
    live();
    return storage.list(folder);
  }

  @Override
  public Entry entry(String path) throws IOException {
    live();
    return storage.entry(path);
  }

  @Override
  public SeekableStream read(String file) throws IOException {
    live();
    fail(failingReads, "reading " + file);
    return storage.read(file);
  }

  @Override
  public OutputStream create(String file) throws IOException {
    change();
    OutputStream stream = storage.create(file);
    return new OutputStream() {
      private boolean closed;

      @Override
      public void write(int value) throws IOException {
        live();
        stream.write(value);
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        live();
        stream.write(bytes, from, length);
      }

      @Override
      public void close() throws IOException {
        if (!closed) {
          closed = true;
          try (stream) {
            change();
          }
        }
      }
    };
  }

  @Override
  public void createFolder(String folder) throws IOException {
    change();
    storage.createFolder(folder);
  }

  @Override
  public void rename(String from, String to) throws IOException {
    fail(failingRenames, "renaming " + from);
    change();
    storage.rename(from, to);
  }

  @Override
  public void replace(String file, byte[] content) throws IOException {
    change();
    storage.replace(file, content);
  }

  @Override
  public boolean delete(String path) throws IOException {
    change();
    return storage.delete(path);
  }

  @Override
  public List<String> hosts(String file, long from, long to) throws IOException {
    live();
    return storage.hosts(file, from, to);
  }

  private void change() throws IOException {
    int left = changesLeft.updateAndGet(count -> count == NEVER || count < 0 ? count : count - 1);
    if (left < 0) {
      throw new IOException("the storage died");
    }
    changes.incrementAndGet();
  }

  private void live() throws IOException {
    if (dead()) {
      throw new IOException("the storage died");
    }
  }

  private static void fail(AtomicInteger failing, String what) throws IOException {
    if (failing.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
      throw new IOException("asked to fail " + what);
    }
  }
}
