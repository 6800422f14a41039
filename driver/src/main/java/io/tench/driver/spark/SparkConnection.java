package io.tench.driver.spark;

import io.tench.datasets.BadInputException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Opens Spark: under spark-submit as it was submitted, else on this machine. */
public final class SparkConnection {
  private static final Pattern KNOWN =
      Pattern.compile("local(-cluster)?(\\[.+\\])?|(spark|k8s|mesos)://.+|yarn");
  private static final Pattern STANDALONE = Pattern.compile("spark://(.+)");
  private static final Pattern LOCAL = Pattern.compile("local(?:\\[(\\*|\\d{1,6})(?:,\\d+)?\\])?");
  private static final Pattern HOST = Pattern.compile("(.+):(\\d{1,5})");
  private static final int PATIENCE_MILLIS = 10_000;

  /** glibc keeps a training step's memory for the next one: docs/torch-backend.md. */
  private static final Map<String, String> MEMORY_KEPT =
      Map.of(
          "MALLOC_ARENA_MAX", "1",
          "MALLOC_MMAP_THRESHOLD_", Integer.toString(1 << 30),
          "MALLOC_TRIM_THRESHOLD_", Long.toString(1L << 34),
          "GLIBC_TUNABLES", "glibc.malloc.hugetlb=1",
          "THP_MEM_ALLOC_ENABLE", "0");

  private SparkConnection() {}

  /**
   * Starts Spark.
   *
   * @param name of the application, where Spark shows it
   * @param master overrides what spark-submit said; {@code local[*]} where neither says
   * @param threads that one native operation may use on an executor
   * @throws BadInputException if the master is none that Spark knows, or none of a standalone
   *     cluster's answers
   */
  public static JavaSparkContext open(String name, Optional<String> master, int threads) {
    SparkConf settings = new SparkConf();
    master.ifPresent(settings::setMaster);
    settings.setIfMissing("spark.master", "local[*]");
    settings.setIfMissing("spark.app.name", name);
    settings.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", Integer.toString(threads));
    MEMORY_KEPT.forEach(
        (variable, value) -> settings.setIfMissing("spark.executorEnv." + variable, value));
    // Libtorch and nd4j hold their tensors outside of the heap that this bound is made from.
    settings.setIfMissing(
        "spark.executor.extraJavaOptions", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0");
    settings.setIfMissing("spark.ui.showConsoleProgress", "false");
    String where = settings.get("spark.master");
    forRounds(settings, threads);
    if (where.startsWith("local")) {
      settings.setIfMissing("spark.driver.host", "localhost");
      settings.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
      settings.setIfMissing("spark.ui.enabled", "false");
    }
    requireKnown(where);
    requireStandaloneMaster(where);
    return new JavaSparkContext(settings);
  }

  private static void requireKnown(String master) {
    if (!KNOWN.matcher(master).matches()) {
      throw new BadInputException(
          "The master \"%s\" is none that Spark knows: name local[*], spark://host:7077, yarn or k8s://https://host:6443."
              .formatted(master));
    }
  }

  /** What rounds need of Spark; only where they would break does it overrule the user. */
  private static void forRounds(SparkConf settings, int threads) {
    // Kryo 4 cannot write records.
    settings.set("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    // Parameters and images do not compress, and the driver may take many replicas' results.
    settings.setIfMissing("spark.broadcast.compress", "false");
    settings.setIfMissing("spark.shuffle.compress", "false");
    settings.setIfMissing("spark.driver.maxResultSize", "0");
    // A round is as fast as its slowest replica: reading from afar beats waiting for a host.
    settings.setIfMissing("spark.locality.wait", "0s");
    if (threads <= cores(settings)) {
      settings.setIfMissing("spark.task.cpus", Integer.toString(threads));
    }
  }

  /** Cores of an executor, as far as one knows; a task that wants more would wait forever. */
  private static int cores(SparkConf settings) {
    Matcher local = LOCAL.matcher(settings.get("spark.master"));
    if (!local.matches()) {
      return settings.getInt("spark.executor.cores", 1);
    }
    String cores = local.group(1);
    if (cores == null) {
      return 1;
    }
    return cores.equals("*") ? Runtime.getRuntime().availableProcessors() : Integer.parseInt(cores);
  }

  /** Spark itself would try an address for a minute, and then end the whole process. */
  private static void requireStandaloneMaster(String master) {
    Matcher standalone = STANDALONE.matcher(master);
    if (!standalone.matches()) {
      return;
    }
    List<String> failures = new ArrayList<>();
    for (String address : standalone.group(1).split(",", -1)) {
      Matcher host = HOST.matcher(address);
      if (!host.matches()) {
        throw new BadInputException(
            "The master \"%s\" has no port: name it as spark://host:7077.".formatted(master));
      }
      try (Socket socket = new Socket()) {
        socket.connect(
            new InetSocketAddress(host.group(1), Integer.parseInt(host.group(2))), PATIENCE_MILLIS);
        return;
      } catch (IOException | IllegalArgumentException failure) {
        failures.add(failure.getMessage());
      }
    }
    throw new BadInputException(
        "Nobody answers at the master %s (%s): check the address, and that the master runs."
            .formatted(master, String.join("; ", failures)));
  }
}
