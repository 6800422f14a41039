package io.tench.datasets.storage;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.HdfsConfiguration;

/** One Hadoop client for each file system that has been asked for. */
final class HadoopConnections {
  /**
   * Bounds on how long an HDFS that does not answer is asked again. Hadoop's own take minutes: 45
   * attempts of 20 s each. These end within 30 s, with one name node (4 attempts of 3 s) and with
   * several (5 attempts of 3 s, and pauses of 0.5 to 3 s between them); and where something accepts
   * the connection but then keeps silent (20 s).
   */
  private static final Map<String, String> PATIENCE =
      Map.of(
          "ipc.client.connect.timeout", "3000",
          "ipc.client.rpc-timeout.ms", "20000",
          "ipc.client.connect.max.retries", "3",
          "ipc.client.connect.max.retries.on.timeouts", "3",
          "dfs.client.failover.max.attempts", "4",
          "dfs.client.failover.sleep.max.millis", "3000");

  /** A file goes on with the data nodes that are left where no other can replace a lost one. */
  private static final Map<String, String> FEW_DATA_NODES =
      Map.of("dfs.client.block.write.replace-datanode-on-failure.best-effort", "true");

  static {
    HdfsConfiguration
        .init(); // else hdfs-site.xml is read with the first HDFS, after the look at it
  }

  private final Configuration configuration;
  private final Map<URI, FileSystem> files = new ConcurrentHashMap<>();
  private final Map<URI, FileContext> names = new ConcurrentHashMap<>();

  /**
   * @param settings entries on top of the configuration files on the class path
   */
  HadoopConnections(Map<String, String> settings) {
    configuration = new Configuration();
    settings.forEach(configuration::set);
    PATIENCE.forEach(this::setUnlessUserDid);
    FEW_DATA_NODES.forEach(this::setUnlessUserDid);
    configuration.set("fs.file.impl", "org.apache.hadoop.fs.RawLocalFileSystem");
  }

  /** The value in force: what the user set, or the default. */
  String setting(String key) {
    return configuration.get(key);
  }

  FileSystem files(Path path) throws IOException {
    URI root = root(path.toUri());
    FileSystem known = files.get(root);
    if (known == null) {
      FileSystem opened = FileSystem.newInstance(root, configuration);
      known = files.putIfAbsent(root, opened);
      if (known == null) {
        return opened;
      }
      opened.close();
    }
    return known;
  }

  FileContext names(Path path) throws IOException {
    URI root = root(path.toUri());
    FileContext known = names.get(root);
    if (known == null) {
      known = FileContext.getFileContext(root, configuration);
      names.put(root, known);
    }
    return known;
  }

  /**
   * What went wrong, in words: Hadoop throws an IllegalArgumentException for an unknown host, and
   * wraps a refused connection.
   */
  IOException explained(String path, Exception failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnknownHostException) {
        return unreachable(path, "its host is unknown", failure);
      }
      if (cause instanceof ConnectException) {
        return unreachable(path, "connection refused", failure);
      }
      if (cause instanceof NoRouteToHostException || cause instanceof SocketTimeoutException) {
        return unreachable(path, "no answer in time", failure);
      }
    }
    return failure instanceof IOException known
        ? known
        : new IOException(
            "%s is not a path of a file system: %s.".formatted(path, failure.getMessage()),
            failure);
  }

  private IOException unreachable(String path, String reason, Exception failure) {
    URI root = root(new Path(path).toUri());
    return new UnreachableStorageException(
        "%s://%s does not answer (%s), so %s cannot be reached: check the address, and that the file system is running."
            .formatted(root.getScheme(), root.getAuthority(), reason, path),
        failure);
  }

  private URI root(URI uri) {
    if (uri.getScheme() == null) {
      return FileSystem.getDefaultUri(configuration);
    }
    String authority = uri.getAuthority() == null ? "" : uri.getAuthority();
    return URI.create(uri.getScheme() + "://" + authority + "/");
  }

  private void setUnlessUserDid(String key, String value) {
    String[] sources = configuration.getPropertySources(key);
    if (sources == null || sources[sources.length - 1].endsWith("-default.xml")) {
      configuration.set(key, value);
    }
  }
}
