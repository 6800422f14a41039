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

  private static final String EXECUTOR = "CoarseGrainedExecutorBackend";

  private final String master;
  private final Path folder;
  private final Path sparkHome;
  private final List<ChildProcess> workers = new ArrayList<>();
  private final List<ProcessHandle> orphans = new ArrayList<>();
  private ChildProcess masterProcess;
  private int workersStarted;

  private StandaloneSpark(String master, Path folder, Path sparkHome) {
    this.master = master;
    this.folder = folder;
    this.sparkHome = sparkHome;
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
    StandaloneSpark spark = new StandaloneSpark("spark://127.0.0.1:" + port, folder, sparkHome);
    try {
      spark.launch(port);
      for (int worker = 0; worker < workers; worker++) {
        spark.startWorker(cores, memory);
      }
      spark.workers.forEach(StandaloneSpark::awaitRegistration);
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

  private void launch(int port) {
    masterProcess =
        java(
            "master",
            "org.apache.spark.deploy.master.Master",
            "--host",
            "127.0.0.1",
            "--port",
            Integer.toString(port),
            "--webui-port",
            "0");
    masterProcess.await(
        "the Master's port",
        START,
        () -> masterProcess.output().contains("I have been elected leader"));
  }

  /** Starts one more Worker; does not wait for it. */
  public void startWorker(int cores, String memory) {
    startWorker("127.0.0.1", cores, memory);
  }

  /** The same, as another host: Spark has no two copies of a task on one. */
  public void startWorker(String host, int cores, String memory) {
    workersStarted++;
    workers.add(
        java(
            "worker-" + workersStarted,
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            host,
            "--webui-port",
            "0",
            "--cores",
            Integer.toString(cores),
            "--memory",
            memory,
            "--work-dir",
            folder.resolve("work-" + workersStarted).toString(),
            master));
  }

  private static void awaitRegistration(ChildProcess worker) {
    worker.await(
        "the Worker's registration",
        START,
        () -> worker.output().contains("Successfully registered with master"));
  }

  /** Kills a Worker; its executors are left to notice. */
  public void killWorker(int index) {
    ChildProcess worker = workers.remove(index);
    worker.handle().descendants().forEach(orphans::add);
    worker.kill();
  }

  /** Kills an executor of a Worker; returns false if it has none. */
  public boolean killExecutor(int worker) {
    return workers
        .get(worker)
        .handle()
        .descendants()
        .filter(process -> process.info().commandLine().orElse("").contains(EXECUTOR))
        .findFirst()
        .map(ProcessHandle::destroyForcibly)
        .orElse(false);
  }

  private ChildProcess java(String name, String mainClass, String... arguments) {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("-Xmx512m", "-cp", sparkHome.resolve("jars") + "/*", mainClass));
    command.addAll(List.of(arguments));
    return ChildProcess.java(name, folder, environment(sparkHome), command);
  }

  @Override
  public void close() {
    orphans.forEach(ProcessHandle::destroyForcibly);
    workers.forEach(ChildProcess::close);
    if (masterProcess != null) {
      masterProcess.close();
    }
  }
}
