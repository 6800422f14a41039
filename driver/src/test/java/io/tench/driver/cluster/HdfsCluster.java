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

  private final String uri;
  private final List<ChildProcess> processes = new ArrayList<>();

  private HdfsCluster(String uri) {
    this.uri = uri;
  }

  /** Starts them, keeping all their files in {@code folder}. */
  public static HdfsCluster start(Path folder, int dataNodes) throws IOException {
    HdfsCluster cluster = new HdfsCluster("hdfs://127.0.0.1:" + freePort());
    try {
      cluster.launch(folder, dataNodes);
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

  private void launch(Path folder, int dataNodes) throws IOException {
    Path conf = Files.createDirectories(folder.resolve("conf"));
    Files.writeString(conf.resolve("core-site.xml"), configuration(Map.of("fs.defaultFS", uri)));
    Files.writeString(
        conf.resolve("hdfs-site.xml"),
        configuration(
            Map.of(
                "dfs.namenode.name.dir", folder.resolve("namenode").toUri().toString(),
                "dfs.namenode.http-address", "127.0.0.1:0",
                "dfs.replication", Integer.toString(dataNodes))));
    String classPath = conf + ":" + System.getProperty("java.class.path");
    String nameNode = "org.apache.hadoop.hdfs.server.namenode.NameNode";
    try (ChildProcess format =
        ChildProcess.java(
            "format",
            folder,
            Map.of(),
            List.of("-Xmx256m", "-cp", classPath, nameNode, "-format", "-nonInteractive"))) {
      if (format.exitCode(START) != 0) {
        throw new AssertionError("NameNode -format failed:\n" + format.output());
      }
    }
    processes.add(
        ChildProcess.java(
            "namenode", folder, Map.of(), List.of("-Xmx256m", "-cp", classPath, nameNode)));
    for (int node = 1; node <= dataNodes; node++) {
      processes.add(
          ChildProcess.java(
              "datanode-" + node,
              folder,
              Map.of(),
              List.of(
                  "-Xmx256m",
                  "-cp",
                  classPath,
                  "org.apache.hadoop.hdfs.server.datanode.DataNode",
                  "-Ddfs.datanode.data.dir=" + folder.resolve("datanode-" + node).toUri(),
                  "-Ddfs.datanode.address=127.0.0.1:0",
                  "-Ddfs.datanode.http.address=127.0.0.1:0",
                  "-Ddfs.datanode.ipc.address=127.0.0.1:0")));
    }
    Configuration client = new Configuration();
    client.setInt("ipc.client.connect.max.retries", 0);
    processes
        .get(0)
        .await(
            dataNodes + " live DataNodes",
            START,
            () -> {
              try (DistributedFileSystem files = new DistributedFileSystem()) {
                files.initialize(URI.create(uri), client);
                return files.getDataNodeStats().length == dataNodes && !files.isInSafeMode();
              }
            });
  }

  private static String configuration(Map<String, String> properties) {
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
    processes.forEach(ChildProcess::close);
  }
}
