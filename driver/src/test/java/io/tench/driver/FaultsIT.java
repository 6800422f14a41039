package io.tench.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tench.datasets.DataSets;
import io.tench.datasets.Sample;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.driver.cluster.Await;
import io.tench.driver.cluster.HdfsCluster;
import io.tench.driver.cluster.SparkSubmission;
import io.tench.driver.cluster.StandaloneSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a real HDFS and a real standalone Spark, each daemon in its own process, do to a run: at
 * seeded random rounds something is killed, stopped or filled. The last checkpoint must have the
 * bits of the run that nothing happened to. {@code mvn verify -Psoak} tries every fault many times.
 */
class FaultsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int TRIES = Integer.getInteger("tench.faults", 0);
  private static final String ONLY = System.getProperty("tench.faults.only", ".*");
  private static final long SEED = Long.getLong("tench.seed", System.nanoTime());
  private static final int ROUNDS = 32;
  private static final int CLASSES = 3;
  private static final String MEMORY = "1500m";

  @TempDir static Path folder;
  private static HdfsCluster hdfs;
  private static StandaloneSpark spark;
  private static SparkSubmission submission;
  private static Map<String, String> undisturbed;
  private static final Random RANDOM = new Random(SEED);

  /** What can happen to a run. */
  private enum Fault {
    EXECUTOR_KILLED,
    DRIVER_KILLED,
    DATA_NODE_KILLED,
    WORKER_KILLED,
    NAME_NODE_RESTARTED,
    DISK_FULL,
    DATA_NODE_PAUSED
  }

  @BeforeAll
  static void startClustersAndTrainUndisturbed() throws IOException {
    System.out.println("FaultsIT seed " + SEED);
    hdfs = HdfsCluster.start(Files.createDirectories(folder.resolve("hdfs")), 2);
    spark =
        StandaloneSpark.start(
            Files.createDirectories(folder.resolve("spark")),
            SparkSubmission.builtSparkHome(),
            2,
            1,
            MEMORY);
    Path settings = Files.createDirectories(folder.resolve("client"));
    Files.writeString(
        settings.resolve("core-site.xml"),
        HdfsCluster.configuration(Map.of("dfs.client.socket-timeout", HdfsCluster.SOCKET_TIMEOUT)));
    submission = new SparkSubmission.MainClass(List.of(settings), List.of());
    List<Sample> samples = new ArrayList<>();
    for (int index = 0; index < 480; index++) {
      samples.add(
          new Sample(Images.png(Images.scene(28, 28, index)), "scene-" + index, index % CLASSES));
    }
    DataSets.write(
        new HadoopStorage(), hdfs.uri() + "/data", DataSets.labels(CLASSES), samples, 4, 20_000);
    try (DisturbedRun run = run("undisturbed", submission)) {
      run.finish();
      assertThat(run.published()).isEqualTo(ROUNDS);
      undisturbed = run.digests();
      assertThat(undisturbed).hasSize(3);
    }
  }

  @AfterAll
  static void stopClusters() {
    if (spark != null) {
      spark.close();
    }
    if (hdfs != null) {
      hdfs.close();
    }
  }

  @Test
  void comesToTheSameBitsThroughTheLossOfAnExecutorTheDriverAndADataNode() throws IOException {
    comesToTheSameBits(
        "three-faults", Fault.EXECUTOR_KILLED, Fault.DRIVER_KILLED, Fault.DATA_NODE_KILLED);
  }

  @Test
  void comesToTheSameBitsThroughEveryFaultAtAnyRound() throws IOException {
    assumeTrue(TRIES > 0, "skipped: mvn verify -Psoak tries every fault many times");
    for (Fault fault : Fault.values()) {
      if (!fault.name().matches(ONLY)) {
        continue;
      }
      for (int attempt = 1; attempt <= TRIES; attempt++) {
        comesToTheSameBits(fault + "-" + attempt, fault);
      }
    }
  }

  @Test
  void comesToTheSameBitsWithSpeculationOnOneSlotMore() throws IOException {
    assumeTrue(TRIES > 0, "skipped: mvn verify -Psoak speculates");
    Path log = Files.createDirectories(folder.resolve("events"));
    spark.startWorker("127.0.0.2", 1, MEMORY);
    SparkSubmission speculating =
        new SparkSubmission.MainClass(
            List.of(),
            List.of(
                "--conf", "spark.speculation=true",
                "--conf", "spark.speculation.interval=1ms",
                "--conf", "spark.speculation.multiplier=1.01",
                "--conf", "spark.speculation.quantile=0.1",
                "--conf", "spark.speculation.minTaskRuntime=1ms",
                "--conf", "spark.eventLog.enabled=true",
                "--conf", "spark.eventLog.dir=" + log.toUri()));
    try (DisturbedRun run = run("speculation", speculating)) {
      run.finish();
      assertThat(run.digests()).isEqualTo(undisturbed);
    }
    long copies = 0;
    try (var files = Files.list(log)) {
      for (Path file : files.toList()) {
        copies +=
            Files.readString(file)
                .lines()
                .filter(line -> line.contains("\"SparkListenerTaskStart\""))
                .filter(line -> line.contains("\"Speculative\":true"))
                .count();
      }
    }
    System.out.println("FaultsIT speculation: " + copies + " copies of tasks, equal");
    assertThat(copies).isPositive();
  }

  private static void comesToTheSameBits(String name, Fault... faults) throws IOException {
    try (DisturbedRun run = run(name, submission)) {
      for (int index = 0; index < faults.length; index++) {
        int share = (ROUNDS - 6) / faults.length;
        run.reach(2 + index * share + RANDOM.nextInt(share));
        strike(run, faults[index]);
      }
      run.finish();
      assertThat(run.digests()).as("%s, seed %d", name, SEED).isEqualTo(undisturbed);
      run.requireTidy();
      System.out.printf("FaultsIT %s: equal, %d commands%n", name, run.commands());
    }
  }

  private static void strike(DisturbedRun run, Fault fault) throws IOException {
    int before = run.published();
    long begun = System.nanoTime();
    int lost = 0;
    int victim = RANDOM.nextInt(2);
    switch (fault) {
      case EXECUTOR_KILLED -> assertThat(spark.killExecutor(victim)).isTrue();
      case DRIVER_KILLED -> lost = run.killDriver();
      case WORKER_KILLED -> {
        spark.killWorker(victim);
        spark.startWorker(1, MEMORY);
      }
      case DATA_NODE_KILLED -> hdfs.dataNode(victim).kill();
      case DATA_NODE_PAUSED -> hdfs.dataNode(victim).signal("STOP");
      case NAME_NODE_RESTARTED -> {
        hdfs.killNameNode();
        hdfs.restartNameNode();
        hdfs.awaitLive(2);
      }
      case DISK_FULL -> fill(run);
    }
    assertThat(lost).as("rounds lost").isLessThanOrEqualTo(1);
    run.reach(Math.min(ROUNDS, before + 2));
    System.out.printf(
        "FaultsIT %s at round %d: %d rounds lost, went on after %.1f s%n",
        fault, before, lost, (System.nanoTime() - begun) / 1e9);
    if (fault == Fault.DATA_NODE_KILLED) {
      hdfs.restartDataNode(victim);
    } else if (fault == Fault.DATA_NODE_PAUSED) {
      hdfs.dataNode(victim).signal("CONT");
    }
  }

  /** No byte more for the run, until two more rounds are trained or the run has ended of it. */
  private static void fill(DisturbedRun run) throws IOException {
    try (DistributedFileSystem client = hdfs.client()) {
      client.setQuota(run.hadoop(""), HdfsConstants.QUOTA_DONT_SET, 1);
      String warning = "is not published";
      Await.until(
          "a checkpoint that finds no room",
          LIMIT,
          () -> run.driver().output().contains(warning) || !run.driver().handle().isAlive());
      client.setQuota(run.hadoop(""), HdfsConstants.QUOTA_DONT_SET, HdfsConstants.QUOTA_RESET);
    }
  }

  private static DisturbedRun run(String name, SparkSubmission how) throws IOException {
    String path = "/runs/" + name;
    Path configuration = folder.resolve(name + ".yaml");
    Files.writeString(
        configuration, CONFIGURATION.formatted(hdfs.uri() + path, hdfs.uri(), hdfs.uri()));
    return new DisturbedRun(
        name, folder, hdfs, spark.master(), how, path, List.of("train", configuration.toString()));
  }

  private static final String CONFIGURATION =
      """
      run: %s
      seed: 3
      data:
        train: %s/data
        validation: %s/data
      network:
        architecture: lenet
        input: 28x28x3
      augmentation: {crop: padded, padding: 2, flip: true}
      training:
        epochs: 4
        replicas: 2
        batch-size: 8
        inner-steps: {policy: constant, steps: 4}
        outer-optimizer: {type: nesterov, learning-rate: 0.7, momentum: 0.9}
        learning-rate: {peak: 0.02}
      checkpoints: {every-rounds: 1}
      evaluation: {every-epochs: 4}
      """;
}
