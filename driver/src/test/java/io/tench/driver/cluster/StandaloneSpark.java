package io.tench.driver.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A standalone Spark Master and Workers on this machine, from a folder with Spark's jars. */
public final class StandaloneSpark implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  private final String master;
  private final List<ChildProcess> processes = new ArrayList<>();

  private StandaloneSpark(String master) {
    this.master = master;
  }

  /**
   * Starts them.
   *
   * @param sparkHome holds Spark in {@code jars/}
   * @param cores of each worker
   */
  public static StandaloneSpark start(
      Path folder, Path sparkHome, int workers, int cores, String memory) throws IOException {
    int port = HdfsCluster.freePort();
    StandaloneSpark spark = new StandaloneSpark("spark://127.0.0.1:" + port);
    try {
      spark.launch(folder, sparkHome, port, workers, cores, memory);
      return spark;
    } catch (Throwable failure) {
      spark.close();
      throw failure;
    }
  }

  /** {@code spark://host:port}. */
  public String master() {
    return master;
  }

  /** What a process needs to find Spark in {@code sparkHome}. */
  public static Map<String, String> environment(Path sparkHome) {
    return Map.of(
        "SPARK_HOME", sparkHome.toString(),
        "SPARK_SCALA_VERSION", "2.12",
        "SPARK_LOCAL_IP", "127.0.0.1",
        "OMP_NUM_THREADS", "1");
  }

  private void launch(
      Path folder, Path sparkHome, int port, int workers, int cores, String memory) {
    String jars = sparkHome.resolve("jars") + "/*";
    ChildProcess masterProcess =
        ChildProcess.java(
            "master",
            folder,
            environment(sparkHome),
            List.of(
                "-Xmx512m",
                "-cp",
                jars,
                "org.apache.spark.deploy.master.Master",
                "--host",
                "127.0.0.1",
                "--port",
                Integer.toString(port),
                "--webui-port",
                "0"));
    processes.add(masterProcess);
    masterProcess.await(
        "the Master's port",
        START,
        () -> masterProcess.output().contains("I have been elected leader"));
    for (int index = 1; index <= workers; index++) {
      processes.add(
          ChildProcess.java(
              "worker-" + index,
              folder,
              environment(sparkHome),
              List.of(
                  "-Xmx512m",
                  "-cp",
                  jars,
                  "org.apache.spark.deploy.worker.Worker",
                  "--host",
                  "127.0.0.1",
                  "--webui-port",
                  "0",
                  "--cores",
                  Integer.toString(cores),
                  "--memory",
                  memory,
                  "--work-dir",
                  folder.resolve("work-" + index).toString(),
                  master)));
    }
    for (ChildProcess worker : processes.subList(1, processes.size())) {
      worker.await(
          "the Worker's registration",
          START,
          () -> worker.output().contains("Successfully registered with master"));
    }
  }

  @Override
  public void close() {
    processes.forEach(ChildProcess::close);
  }
}
