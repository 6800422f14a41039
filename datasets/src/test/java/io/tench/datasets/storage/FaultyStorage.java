package io.tench.datasets.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Storage that fails on request. Counts every operation, those of its streams too, so that a test
 * can strike each in turn: {@code strike(0, fault)}, {@code strike(1, fault)}, …, until nothing was
 * {@link #struck}. Counts what changes the disk as well, for tests that die by changes alone.
 */
public final class FaultyStorage implements Storage {
  private static final long serialVersionUID = 1L;
  private static final int NEVER = Integer.MAX_VALUE;

  private final Storage storage;
  private final AtomicInteger operations = new AtomicInteger();
  private final AtomicInteger changes = new AtomicInteger();
  private final AtomicInteger changesLeft = new AtomicInteger(NEVER);
  private final AtomicInteger failingRenames = new AtomicInteger();
  private final AtomicInteger failingReads = new AtomicInteger();
  private int target = NEVER;
  private Fault fault = Fault.FAILS;
  private volatile boolean struck;
  private transient Runnable interruption;
  private int writesAtOnce = 1;

  public FaultyStorage(Storage storage) {
    this.storage = storage;
  }

  /** What can become of an operation. */
  public enum Fault {
    /** It does nothing and fails; the next one succeeds. */
    FAILS(false, false),
    /** It is done and yet says that it failed, as when an answer is lost. */
    FAILS_DONE(true, false),
    /** It does nothing and fails, and so does all that follows: the machine is gone. */
    DIES(false, true),
    /** It is done, its answer is lost, and all that follows fails. */
    DIES_DONE(true, true);

    private final boolean done;
    private final boolean lasting;

    Fault(boolean done, boolean lasting) {
      this.done = done;
      this.lasting = lasting;
    }
  }

  /** The fault of operation number {@code operation}, counted from 0. */
  public FaultyStorage strike(int operation, Fault kind) {
    target = operation;
    fault = kind;
    return this;
  }

  /** Runs {@code action} before operation number {@code operation}, which then succeeds. */
  public FaultyStorage interrupt(int operation, Runnable action) {
    target = operation;
    interruption = action;
    return this;
  }

  /** A storage whose files are written at the same time: operations then have no order. */
  public FaultyStorage writingAtOnce(int files) {
    writesAtOnce = files;
    return this;
  }

  /** Whether there was an operation with the number to strike or interrupt. */
  public boolean struck() {
    return struck;
  }

  /** Operations so far. */
  public int operations() {
    return operations.get();
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
    return observe("exists " + path, () -> storage.exists(path));
  }

  @Override
  public List<Entry> list(String folder) throws IOException {
    return observe("list " + folder, () -> storage.list(folder));
  }

  @Override
  public Entry entry(String path) throws IOException {
    return observe("entry " + path, () -> storage.entry(path));
  }

  @Override
  public SeekableStream read(String file) throws IOException {
    fail(failingReads, "reading " + file);
    return observe("read " + file, () -> new Reading(file, storage.read(file)));
  }

  @Override
  public OutputStream create(String file) throws IOException {
    return change("create " + file, () -> new Writing(file, storage.create(file)));
  }

  @Override
  public void createFolder(String folder) throws IOException {
    change(
        "createFolder " + folder,
        () -> {
          storage.createFolder(folder);
          return folder;
        });
  }

  @Override
  public void rename(String from, String to) throws IOException {
    fail(failingRenames, "renaming " + from);
    change(
        "rename " + from,
        () -> {
          storage.rename(from, to);
          return to;
        });
  }

  @Override
  public void replace(String file, byte[] content) throws IOException {
    change(
        "replace " + file,
        () -> {
          storage.replace(file, content);
          return file;
        });
  }

  @Override
  public boolean delete(String path) throws IOException {
    return change("delete " + path, () -> storage.delete(path));
  }

  @Override
  public List<String> hosts(String file, long from, long to) throws IOException {
    return observe("hosts " + file, () -> storage.hosts(file, from, to));
  }

  @Override
  public int writesAtOnce(String folder) {
    return writesAtOnce;
  }

  /** What is done on the storage beneath. */
  private interface Operation<T> {
    T run() throws IOException;
  }

  private <T> T change(String what, Operation<T> operation) throws IOException {
    int left = changesLeft.updateAndGet(count -> count == NEVER || count < 0 ? count : count - 1);
    if (left < 0) {
      throw new IOException("the storage died");
    }
    T result = strikeOr(what, operation);
    changes.incrementAndGet();
    return result;
  }

  private <T> T observe(String what, Operation<T> operation) throws IOException {
    if (dead()) {
      throw new IOException("the storage died");
    }
    return strikeOr(what, operation);
  }

  private <T> T strikeOr(String what, Operation<T> operation) throws IOException {
    int number = operations.getAndIncrement();
    if (struck && interruption == null && fault.lasting) {
      throw new IOException("the storage died");
    }
    if (number != target) {
      return operation.run();
    }
    struck = true;
    if (interruption != null) {
      interruption.run();
      return operation.run();
    }
    if (fault.done && operation.run() instanceof AutoCloseable stream) {
      close(stream);
    }
    throw new IOException("asked to fail %s (operation %d)".formatted(what, number));
  }

  private static void close(AutoCloseable stream) throws IOException {
    try {
      if (stream instanceof Writing writing) {
        writing.stream.close();
      } else {
        stream.close();
      }
    } catch (IOException failure) {
      throw failure;
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static void fail(AtomicInteger failing, String what) throws IOException {
    if (failing.getAndUpdate(count -> Math.max(0, count - 1)) > 0) {
      throw new IOException("asked to fail " + what);
    }
  }

  private final class Writing extends OutputStream {
    private final String file;
    private final OutputStream stream;
    private boolean closed;

    Writing(String file, OutputStream stream) {
      this.file = file;
      this.stream = stream;
    }

    @Override
    public void write(int value) throws IOException {
      write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      observe(
          "write to " + file,
          () -> {
            stream.write(bytes, from, length);
            return length;
          });
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        change(
            "close " + file,
            () -> {
              stream.close();
              return file;
            });
      }
    }
  }

  private final class Reading extends SeekableStream {
    private final String file;
    private final SeekableStream stream;

    Reading(String file, SeekableStream stream) {
      this.file = file;
      this.stream = stream;
    }

    @Override
    public long position() throws IOException {
      return stream.position();
    }

    @Override
    public void seek(long offset) throws IOException {
      stream.seek(offset);
    }

    @Override
    public int read() throws IOException {
      return observe("read from " + file, stream::read);
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      return observe("read from " + file, () -> stream.read(bytes, from, length));
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }
}
