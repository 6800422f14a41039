package io.tench.datasets.storage;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * Storage on Hadoop's file systems. Names change through {@link FileContext}, whose rename refuses
 * an existing target and is atomic on HDFS; on local disks, which have no checksum files, through
 * {@link LocalDisk}.
 *
 * <p>An HDFS that does not answer is given up within 30 s, where Hadoop's own defaults take
 * minutes: {@code ipc.client.connect.timeout}, {@code ipc.client.connect.max.retries}, {@code
 * ipc.client.connect.max.retries.on.timeouts}, {@code ipc.client.rpc-timeout.ms}, {@code
 * dfs.client.failover.max.attempts} and {@code dfs.client.failover.sleep.max.millis} have shorter
 * values here, unless the configuration sets them.
 */
public final class HadoopStorage implements Storage {
  private static final long serialVersionUID = 1L;

  /** All of a checkpoint's files at once, where each waits for data nodes. */
  private static final int REMOTE_WRITES = 12;

  /** Entries that differ from the defaults on the class path: all that a task must carry. */
  private final HashMap<String, String> settings;

  private transient volatile HadoopConnections connections;

  /** Storage as the Hadoop configuration files on the class path describe it. */
  public HadoopStorage() {
    this(new Configuration());
  }

  public HadoopStorage(Configuration configuration) {
    Configuration defaults = new Configuration();
    settings = new HashMap<>();
    for (Map.Entry<String, String> entry : configuration) {
      if (!entry.getValue().equals(defaults.getRaw(entry.getKey()))) {
        settings.put(entry.getKey(), entry.getValue());
      }
    }
  }

  @Override
  public boolean exists(String path) throws IOException {
    return onFiles(path, FileSystem::exists);
  }

  @Override
  public List<Entry> list(String folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (FileStatus status : onFiles(folder, FileSystem::listStatus)) {
      entries.add(entry(status));
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  @Override
  public Entry entry(String path) throws IOException {
    return entry(onFiles(path, FileSystem::getFileStatus));
  }

  @Override
  public SeekableStream read(String file) throws IOException {
    return onFiles(file, (files, path) -> new HadoopStream(files.open(path)));
  }

  @Override
  public OutputStream create(String file) throws IOException {
    return onFiles(
        file,
        (files, path) ->
            files instanceof RawLocalFileSystem disk
                ? LocalDisk.create(local(disk, path))
                : durable(files.create(path, false)));
  }

  @Override
  public void createFolder(String folder) throws IOException {
    if (!onFiles(folder, FileSystem::mkdirs)) {
      throw new IOException("%s could not be created.".formatted(folder));
    }
  }

  @Override
  public void rename(String from, String to) throws IOException {
    onFiles(
        from,
        (files, path) -> {
          Path target = new Path(to);
          if (files instanceof RawLocalFileSystem disk) {
            LocalDisk.rename(local(disk, path), local(disk, target));
          } else {
            connections().names(path).rename(path, target);
          }
          return to;
        });
  }

  @Override
  public void replace(String file, byte[] content) throws IOException {
    onFiles(
        file,
        (files, path) -> {
          if (files instanceof RawLocalFileSystem disk) {
            LocalDisk.replace(local(disk, path), content);
          } else {
            replace(connections().names(path), path, content);
          }
          return file;
        });
  }

  private static void replace(FileContext names, Path target, byte[] content) throws IOException {
    Path temporary = new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID());
    try {
      try (OutputStream stream =
          durable(
              names.create(
                  temporary, EnumSet.of(CreateFlag.CREATE), Options.CreateOpts.createParent()))) {
        stream.write(content);
      }
      names.rename(temporary, target, Options.Rename.OVERWRITE);
    } catch (IOException failure) {
      try {
        names.delete(temporary, false);
      } catch (IOException alsoFailed) {
        failure.addSuppressed(alsoFailed);
      }
      throw failure;
    }
  }

  @Override
  public boolean delete(String path) throws IOException {
    return onFiles(
        path,
        (files, target) -> {
          boolean deleted = files.delete(target, true);
          if (!deleted && files.exists(target)) {
            throw new IOException(path + " could not be deleted");
          }
          return deleted;
        });
  }

  @Override
  public List<String> hosts(String file, long from, long to) throws IOException {
    BlockLocation[] blocks =
        onFiles(
            file,
            (files, path) ->
                files.getFileBlockLocations(files.getFileStatus(path), from, to - from));
    List<String> hosts = new ArrayList<>();
    for (BlockLocation block : blocks) {
      for (String host : block.getHosts()) {
        if (!hosts.contains(host) && !host.equals("localhost")) {
          hosts.add(host);
        }
      }
    }
    return hosts;
  }

  @Override
  public int writesAtOnce(String folder) throws IOException {
    return onFiles(
        folder, (files, path) -> files instanceof RawLocalFileSystem ? 1 : REMOTE_WRITES);
  }

  private static Entry entry(FileStatus status) {
    return new Entry(
        status.getPath().toString(),
        status.getPath().getName(),
        status.isDirectory(),
        status.getLen(),
        status.getModificationTime());
  }

  private static DurableStream durable(FSDataOutputStream stream) {
    return new DurableStream(stream, stream::hsync);
  }

  private static java.nio.file.Path local(RawLocalFileSystem disk, Path path) {
    return disk.pathToFile(path).toPath();
  }

  /** One call of a Hadoop client. */
  private interface Operation<R> {
    R apply(FileSystem files, Path path) throws IOException;
  }

  private <R> R onFiles(String path, Operation<R> operation) throws IOException {
    try {
      Path target = new Path(path);
      return operation.apply(connections().files(target), target);
    } catch (IOException | IllegalArgumentException failure) {
      throw connections().explained(path, failure);
    }
  }

  private HadoopConnections connections() {
    HadoopConnections current = connections;
    if (current == null) {
      synchronized (this) {
        current = connections;
        if (current == null) {
          current = new HadoopConnections(settings);
          connections = current;
        }
      }
    }
    return current;
  }
}
