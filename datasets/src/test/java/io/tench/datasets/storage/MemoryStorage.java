package io.tench.datasets.storage;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.hadoop.fs.FileAlreadyExistsException;

/** Storage in this process's memory, for tests that need thousands of file systems. */
public final class MemoryStorage implements Storage {
  private static final long serialVersionUID = 1L;
  private static final byte[] FOLDER = {};

  /** Files, and {@link #FOLDER} for folders, by path. */
  private final TreeMap<String, byte[]> entries = new TreeMap<>();

  /** A storage with the same files. */
  public synchronized MemoryStorage copy() {
    MemoryStorage copy = new MemoryStorage();
    copy.entries.putAll(entries);
    return copy;
  }

  /** Changes a file behind everybody's back. */
  public synchronized void overwrite(String file, byte[] content) {
    entries.put(file, content);
  }

  /** A file's content, not copied. */
  public synchronized byte[] content(String file) throws FileNotFoundException {
    byte[] content = entries.get(file);
    if (content == null || content == FOLDER) {
      throw new FileNotFoundException(file + " does not exist");
    }
    return content;
  }

  @Override
  public synchronized boolean exists(String path) {
    return entries.containsKey(path);
  }

  @Override
  public synchronized List<Entry> list(String folder) throws IOException {
    entry(folder);
    List<Entry> found = new ArrayList<>();
    for (String path : beneath(folder).keySet()) {
      if (path.indexOf('/', folder.length() + 1) < 0) {
        found.add(entry(path));
      }
    }
    found.sort(Comparator.comparing(Entry::name));
    return found;
  }

  @Override
  public synchronized Entry entry(String path) throws IOException {
    byte[] content = entries.get(path);
    if (content == null) {
      throw new FileNotFoundException(path + " does not exist");
    }
    String name = path.substring(path.lastIndexOf('/') + 1);
    return new Entry(path, name, content == FOLDER, content.length, 0);
  }

  @Override
  public SeekableStream read(String file) throws IOException {
    return new Reading(content(file));
  }

  @Override
  public synchronized OutputStream create(String file) throws IOException {
    requireFree(file);
    createFolder(parent(file));
    entries.put(file, new byte[0]);
    return new ByteArrayOutputStream() {
      @Override
      public void close() {
        finish(file, toByteArray());
      }
    };
  }

  /** As on HDFS, a file that was renamed or deleted while it was written is not brought back. */
  private synchronized void finish(String file, byte[] content) {
    entries.computeIfPresent(file, (path, begun) -> content);
  }

  @Override
  public synchronized void createFolder(String folder) throws IOException {
    for (String path = folder; !path.isEmpty(); path = parent(path)) {
      if (entries.getOrDefault(path, FOLDER) != FOLDER) {
        throw new IOException(path + " is a file");
      }
      entries.put(path, FOLDER);
    }
  }

  @Override
  public synchronized void rename(String from, String to) throws IOException {
    entry(from);
    entry(parent(to));
    requireFree(to);
    NavigableMap<String, byte[]> moved = new TreeMap<>(beneath(from));
    moved.forEach((path, content) -> entries.put(to + path.substring(from.length()), content));
    entries.put(to, entries.get(from));
    delete(from);
  }

  @Override
  public synchronized void replace(String file, byte[] content) throws IOException {
    createFolder(parent(file));
    entries.put(file, content.clone());
  }

  @Override
  public synchronized boolean delete(String path) {
    beneath(path).clear();
    return entries.remove(path) != null;
  }

  @Override
  public List<String> hosts(String file, long from, long to) {
    return List.of();
  }

  private SortedMap<String, byte[]> beneath(String folder) {
    return entries.subMap(folder + "/", folder + "0");
  }

  private void requireFree(String path) throws FileAlreadyExistsException {
    if (entries.containsKey(path)) {
      throw new FileAlreadyExistsException(path + " exists already");
    }
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private static final class Reading extends SeekableStream {
    private final byte[] content;
    private int position;

    Reading(byte[] content) {
      this.content = content;
    }

    @Override
    public long position() {
      return position;
    }

    @Override
    public void seek(long offset) throws IOException {
      if (offset > content.length) {
        throw new EOFException("there is no byte " + offset);
      }
      position = (int) offset;
    }

    @Override
    public int read() {
      return position < content.length ? content[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
      int count = Math.min(length, content.length - position);
      if (count <= 0) {
        return length == 0 ? 0 : -1;
      }
      System.arraycopy(content, position, bytes, from, count);
      position += count;
      return count;
    }
  }
}
