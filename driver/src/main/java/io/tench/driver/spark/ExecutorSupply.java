package io.tench.driver.spark;

import io.tench.driver.preflight.Supply;
import io.tench.driver.preflight.Supply.Home;
import java.util.Collection;
import java.util.function.ToLongFunction;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * What the executors have: asked of them, and of the configuration that their containers follow.
 */
final class ExecutorSupply {
  private static final long LEAST_OVERHEAD = 384L << 20;

  private ExecutorSupply() {}

  /** Of these executors, the least of each. */
  static Supply of(JavaSparkContext spark, Collection<ExecutorFacts> executors) {
    int slots = ExecutorFacts.slots(spark);
    if (spark.isLocal()) {
      ExecutorFacts here = executors.iterator().next();
      return new Supply(
          Home.THIS_PROCESS, here.heap(), here.machine(), here.javacpp(), slots, here.cores());
    }
    String master = spark.getConf().get("spark.master");
    boolean contained = master.startsWith("yarn") || master.startsWith("k8s");
    return new Supply(
        contained ? Home.CONTAINER : Home.MACHINE,
        least(executors, ExecutorFacts::heap),
        contained ? overhead(spark.getConf()) : least(executors, one -> share(one, executors)),
        least(executors, ExecutorFacts::javacpp),
        Math.max(1, slots / executors.size()),
        (int) least(executors, ExecutorFacts::cores));
  }

  private static long least(Collection<ExecutorFacts> executors, ToLongFunction<ExecutorFacts> of) {
    return executors.stream().mapToLong(of).min().orElseThrow();
  }

  /** Of a machine, to each of its executors. */
  private static long share(ExecutorFacts one, Collection<ExecutorFacts> all) {
    return one.machine() / all.stream().filter(other -> other.host().equals(one.host())).count();
  }

  /** What a container has beside {@code spark.executor.memory}: Spark's own rule. */
  private static long overhead(SparkConf conf) {
    if (conf.contains("spark.executor.memoryOverhead")) {
      return conf.getSizeAsMb("spark.executor.memoryOverhead") << 20;
    }
    double factor = conf.getDouble("spark.executor.memoryOverheadFactor", 0.1);
    long memory = conf.getSizeAsMb("spark.executor.memory", "1g") << 20;
    return Math.max(LEAST_OVERHEAD, Math.round(factor * memory));
  }
}
