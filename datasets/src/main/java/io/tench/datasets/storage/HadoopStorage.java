package io.tench.datasets.storage;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockLocation;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Options;
import org.apache.hadoop.fs.Path;

/**
 * Storage on Hadoop's file systems. Names change through {@link FileContext}, whose rename refuses
 * an existing target and is atomic on HDFS; local disks are used raw, without checksum files.
 */
public final class HadoopStorage implements Storage {
  private static final long serialVersionUID = 1L;

  /** Entries that differ from the defaults on the class path: all that a task must carry. */
  private final HashMap<String, String> settings;

  private transient volatile Connections connections;

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
    return files(path).exists(new Path(path));
  }

  @Override
  public List<Entry> list(String folder) throws IOException {
    List<Entry> entries = new ArrayList<>();
    for (FileStatus status : files(folder).listStatus(new Path(folder))) {
      entries.add(entry(status));
    }
    entries.sort(Comparator.comparing(Entry::name));
    return entries;
  }

  @Override
  public Entry entry(String path) throws IOException {
    return entry(files(path).getFileStatus(new Path(path)));
  }

  @Override
  public InputStream read(String file) throws IOException {
    return files(file).open(new Path(file));
  }

  @Override
  public OutputStream create(String file) throws IOException {
    return new DurableStream(files(file).create(new Path(file), false));
  }

  @Override
  public void createFolder(String folder) throws IOException {
    files(folder).mkdirs(new Path(folder));
  }

  @Override
  public void rename(String from, String to) throws IOException {
    names(from).rename(new Path(from), new Path(to));
  }

  @Override
  public void replace(String file, byte[] content) throws IOException {
    FileContext names = names(file);
    Path target = new Path(file);
    Path temporary = new Path(target.getParent(), "." + target.getName() + "." + UUID.randomUUID());
    try {
      try (OutputStream stream =
          new DurableStream(
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
    return files(path).delete(new Path(path), true);
  }

  @Override
  public List<String> hosts(String file, long from, long to) throws IOException {
    FileSystem files = files(file);
    List<String> hosts = new ArrayList<>();
    FileStatus status = files.getFileStatus(new Path(file));
    for (BlockLocation block : files.getFileBlockLocations(status, from, to - from)) {
      for (String host : block.getHosts()) {
        if (!hosts.contains(host) && !host.equals("localhost")) {
          hosts.add(host);
        }
      }
    }
    return hosts;
  }

  private static Entry entry(FileStatus status) {
    return new Entry(
        status.getPath().toString(),
        status.getPath().getName(),
        status.isDirectory(),
        status.getLen(),
        status.getModificationTime());
  }

  private FileSystem files(String path) throws IOException {
    return connections().files(new Path(path).toUri());
  }

  private FileContext names(String path) throws IOException {
    return connections().names(new Path(path).toUri());
  }

  private Connections connections() {
    Connections current = connections;
    if (current == null) {
      synchronized (this) {
        current = connections;
        if (current == null) {
          current = new Connections(settings);
          connections = current;
        }
      }
    }
    return current;
  }

  /** One client for each file system that has been asked for. */
  private static final class Connections {
    private final Configuration configuration = new Configuration();
    private final Map<String, FileSystem> files = new ConcurrentHashMap<>();
    private final Map<String, FileContext> names = new ConcurrentHashMap<>();

    Connections(Map<String, String> settings) {
      settings.forEach(configuration::set);
      configuration.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
      configuration.set("fs.AbstractFileSystem.file.impl", "org.apache.hadoop.fs.local.RawLocalFs");
    }

    FileSystem files(URI uri) throws IOException {
      URI root = root(uri);
      FileSystem known = files.get(root.toString());
      if (known == null) {
        known = FileSystem.newInstance(root, configuration);
        FileSystem earlier = files.putIfAbsent(root.toString(), known);
        known = earlier == null ? known : earlier;
      }
      return known;
    }

    FileContext names(URI uri) throws IOException {
      URI root = root(uri);
      FileContext known = names.get(root.toString());
      if (known == null) {
        known = FileContext.getFileContext(root, configuration);
        names.put(root.toString(), known);
      }
      return known;
    }

    private URI root(URI uri) {
      if (uri.getScheme() == null) {
        return FileSystem.getDefaultUri(configuration);
      }
      return URI.create(
          uri.getScheme() + "://" + (uri.getAuthority() == null ? "" : uri.getAuthority()) + "/");
    }
  }

  /** Closing means that the bytes are on the disks, not in their caches. */
  private static final class DurableStream extends FilterOutputStream {
    private final FSDataOutputStream stream;
    private boolean closed;

    DurableStream(FSDataOutputStream stream) {
      super(stream);
      this.stream = stream;
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      stream.write(bytes, from, length);
    }

    @Override
    public void close() throws IOException {
      if (!closed) {
        closed = true;
        try (stream) {
          stream.hsync();
        }
      }
    }
  }
}
