package io.tench.driver.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/** A NameNode and DataNodes on this machine. */
public final class HdfsCluster implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  /** Milliseconds, the same for DataNodes and clients: one that has less blames the wrong node. */
  public static final String SOCKET_TIMEOUT = "5000";

  private static final String NAME_NODE = "org.apache.hadoop.hdfs.server.namenode.NameNode";

  private final String uri;
  private final Path folder;
  private final List<ChildProcess> dataNodes = new ArrayList<>();
  private ChildProcess nameNode;
  private int starts;

  private HdfsCluster(String uri, Path folder) {
    this.uri = uri;
    this.folder = folder;
  }

  /** Starts them, keeping all their files in {@code folder}. */
  public static HdfsCluster start(Path folder, int dataNodes) throws IOException {
    HdfsCluster cluster = new HdfsCluster("hdfs://127.0.0.1:" + freePort(), folder);
    try {
      cluster.launch(dataNodes);
      return cluster;
    } catch (Throwable failure) {
      cluster.close();
      throw failure;
    }
  }

  /** {@code hdfs://host:port}. */
  public String uri() {
    return uri;
  }

  /** A client of this HDFS, that gives up soon. */
  public DistributedFileSystem client() throws IOException {
    Configuration settings = new Configuration();
    settings.setInt("ipc.client.connect.max.retries", 0);
    DistributedFileSystem client = new DistributedFileSystem();
    client.initialize(URI.create(uri), settings);
    return client;
  }

  /** One of the DataNodes. */
  public ChildProcess dataNode(int index) {
    return dataNodes.get(index);
  }

  /** Starts a DataNode again that was killed. */
  public void restartDataNode(int index) {
    dataNodes.set(index, startDataNode(index));
  }

  public void killNameNode() {
    nameNode.kill();
  }

  /** Starts the NameNode again; does not wait for it. */
  public void restartNameNode() {
    nameNode = startNameNode();
  }

  private void launch(int count) throws IOException {
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(conf.resolve("core-site.xml"), configuration(Map.of("fs.defaultFS", uri)));
    Files.writeString(
        conf.resolve("hdfs-site.xml"),
        configuration(
            Map.of(
                "dfs.namenode.name.dir",
                folder.resolve("namenode").toUri().toString(),
                "dfs.namenode.http-address",
                "127.0.0.1:0",
                "dfs.namenode.safemode.extension",
                "0",
                "dfs.namenode.avoid.read.stale.datanode",
                "true",
                "dfs.namenode.avoid.write.stale.datanode",
                "true",
                "dfs.client.socket-timeout",
                SOCKET_TIMEOUT,
                "dfs.replication",
                Integer.toString(count))));
    try (ChildProcess format = java("format", NAME_NODE, "-format", "-nonInteractive")) {
      if (format.exitCode(START) != 0) {
        throw new AssertionError("NameNode -format failed:\n" + format.output());
      }
    }
    nameNode = startNameNode();
    for (int index = 0; index < count; index++) {
      dataNodes.add(startDataNode(index));
    }
    awaitLive(count);
  }

  /** Waits until so many DataNodes answer to the NameNode and files can be written. */
  public void awaitLive(int count) {
    nameNode.await(
        count + " live DataNodes",
        START,
        () -> {
          try (DistributedFileSystem files = client()) {
            return files.getDataNodeStats().length == count && !files.isInSafeMode();
          }
        });
  }

  private ChildProcess startNameNode() {
    return java("namenode", NAME_NODE);
  }

  private ChildProcess startDataNode(int index) {
    return java(
        "datanode-" + (index + 1),
        "org.apache.hadoop.hdfs.server.datanode.DataNode",
        "-Ddfs.datanode.data.dir=" + folder.resolve("datanode-" + (index + 1)).toUri(),
        "-Ddfs.datanode.address=127.0.0.1:0",
        "-Ddfs.datanode.http.address=127.0.0.1:0",
        "-Ddfs.datanode.ipc.address=127.0.0.1:0");
  }

  private ChildProcess java(String name, String mainClass, String... arguments) {
    starts++;
    List<String> command = new ArrayList<>();
    String classPath = folder.resolve("conf") + ":" + System.getProperty("java.class.path");
    command.addAll(List.of("-Xmx256m", "-cp", classPath, mainClass));
    command.addAll(List.of(arguments));
    return ChildProcess.java("%02d-%s".formatted(starts, name), folder, Map.of(), command);
  }

  /** Properties in the form of Hadoop's configuration files. */
  public static String configuration(Map<String, String> properties) {
    StringBuilder xml = new StringBuilder("<configuration>\n");
    properties.forEach(
        (name, value) ->
            xml.append("<property><name>")
                .append(name)
                .append("</name><value>")
                .append(value)
                .append("</value></property>\n"));
    return xml.append("</configuration>\n").toString();
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    dataNodes.forEach(ChildProcess::close);
    if (nameNode != null) {
      nameNode.close();
    }
  }
}
