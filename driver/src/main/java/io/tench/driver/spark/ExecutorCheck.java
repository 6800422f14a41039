package io.tench.driver.spark;

import io.tench.datasets.BadInputException;
import io.tench.workers.Backends;
import io.tench.workers.Compute;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaSparkContext;

/** Asks the executors, before the first round, whether they can compute as a run wants it. */
final class ExecutorCheck {
  private ExecutorCheck() {}

  /**
   * Asks in as many tasks as run at once. What every machine can is not asked for.
   *
   * @throws BadInputException if an executor lacks something; names its host
   */
  static void run(JavaSparkContext spark, Jobs jobs, String backend, Compute compute)
      throws InterruptedException {
    if (compute.equals(Compute.PLAIN)) {
      return;
    }
    List<Jobs.Located<Integer>> questions =
        IntStream.range(0, spark.defaultParallelism())
            .mapToObj(index -> new Jobs.Located<>(index, List.of()))
            .toList();
    jobs.run(
        "The check of the executors",
        questions,
        question -> {
          require(backend, compute);
          return question;
        });
  }

  private static void require(String backend, Compute compute) {
    Backends.named(backend)
        .lacks(compute)
        .ifPresent(
            lack -> {
              String host = SparkEnv.get().blockManager().blockManagerId().host();
              throw new BadInputException("On %s, %s".formatted(host, lack));
            });
  }
}
