package io.tench.datasets.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.List;

/**
 * The few file operations that data sets and checkpoints are built on. A path is a Hadoop URI
 * ({@code hdfs:}, {@code file:}, {@code s3a:}) or a local path. Thread-safe, and serializable so
 * that tasks carry it to where they run. Every operation throws {@link UnreachableStorageException}
 * where the file system does not answer.
 */
public interface Storage extends Serializable {
  /** A file or folder, as {@link #list} finds it. */
  record Entry(String path, String name, boolean folder, long bytes, long modifiedMillis) {}

  boolean exists(String path) throws IOException;

  /**
   * Files and folders directly in a folder, sorted by name.
   *
   * @throws java.io.FileNotFoundException if there is no such folder
   */
  List<Entry> list(String folder) throws IOException;

  /**
   * The file or folder at a path.
   *
   * @throws java.io.FileNotFoundException if there is none
   */
  Entry entry(String path) throws IOException;

  /**
   * A file's bytes, from its start or from where the stream is sent.
   *
   * @throws java.io.FileNotFoundException if there is no such file
   */
  SeekableStream read(String file) throws IOException;

  /**
   * A new file, with its parent folders. Complete and durable once {@code close} returns.
   *
   * @throws org.apache.hadoop.fs.FileAlreadyExistsException if it exists
   */
  OutputStream create(String file) throws IOException;

  void createFolder(String folder) throws IOException;

  /**
   * Gives a file or folder a new name in one step, or fails and changes nothing. Never replaces.
   *
   * @throws org.apache.hadoop.fs.FileAlreadyExistsException if {@code to} exists
   */
  void rename(String from, String to) throws IOException;

  /**
   * Replaces a small file in one step: a reader sees the old content or the new. Whoever is killed
   * meanwhile may leave a file that {@link #isHalfWritten}.
   */
  void replace(String file, byte[] content) throws IOException;

  /** Whether a file of this name is what a {@link #replace} left that did not end. */
  static boolean isHalfWritten(String name) {
    return name.matches("\\..+\\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
  }

  /** Deletes a file, or a folder with all in it; returns false if there was none. */
  boolean delete(String path) throws IOException;

  /**
   * Hosts that hold the bytes {@code from}..{@code to} of a file, most local first; may be empty.
   */
  List<String> hosts(String file, long from, long to) throws IOException;

  /**
   * How many files of a folder are best written at the same time: one where that costs this
   * machine's processors more than it saves, several where each waits for other machines.
   */
  default int writesAtOnce(String folder) throws IOException {
    return 1;
  }

  /** {@code folder/name}, whatever the folder ends with. */
  static String child(String folder, String name) {
    return folder.endsWith("/") ? folder + name : folder + "/" + name;
  }
}
