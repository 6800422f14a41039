package io.tench.driver.spark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;
import org.bytedeco.javacpp.Pointer;

/**
 * What an executor knows of its own bounds.
 *
 * @param heap most bytes of Java's heap
 * @param machine bytes of memory, of the machine or of the control group that the process is in
 * @param javacpp most bytes of the process for javacpp, or 0
 * @param processor the kind of CPU
 */
record ExecutorFacts(
    String executor,
    String host,
    long heap,
    long machine,
    long javacpp,
    int cores,
    String processor)
    implements Serializable {
  private static final Path CPUS = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  /** Those of the process that asks. */
  static ExecutorFacts here() {
    Runtime java = Runtime.getRuntime();
    return new ExecutorFacts(
        SparkEnv.get().executorId(),
        SparkEnv.get().blockManager().blockManagerId().host(),
        java.maxMemory(),
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize(),
        Pointer.maxPhysicalBytes(),
        java.availableProcessors(),
        cpuModel());
  }

  /** Of all executors that are there, each once; waits for the first of them. */
  static Set<ExecutorFacts> all(JavaSparkContext spark, Jobs jobs) throws InterruptedException {
    if (spark.isLocal()) {
      return Set.of(here());
    }
    List<Jobs.Located<Integer>> questions =
        IntStream.range(0, slots(spark))
            .mapToObj(index -> new Jobs.Located<>(index, List.of()))
            .toList();
    return new HashSet<>(jobs.run("Preflight", questions, question -> here()));
  }

  /** Tasks that run at once on all executors. */
  static int slots(JavaSparkContext spark) {
    int taskCores = spark.getConf().getInt("spark.task.cpus", 1);
    return Math.max(1, spark.defaultParallelism() / taskCores);
  }

  /** The model's name where Linux tells it, else the architecture. */
  private static String cpuModel() {
    try (Stream<String> lines = Files.lines(CPUS)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException | UncheckedIOException elsewhere) {
      return System.getProperty("os.arch");
    }
  }
}
