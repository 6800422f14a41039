package io.tench.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.driver.RoundFailedException;
import io.tench.workers.DivergenceException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One job at a time, on a Spark that tries a task as often as it likes. */
class JobsTest {
  private static final int TRIES = 1000;
  private static final AtomicInteger ATTEMPTS = new AtomicInteger();
  private static final CountDownLatch NEVER = new CountDownLatch(1);

  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2," + TRIES + "]")
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.driver.host", "127.0.0.1"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  @AfterEach
  void forget() {
    ATTEMPTS.set(0);
  }

  @Test
  void endsAtOnceWhereATaskMeetsBadInput() {
    assertThatThrownBy(
            () ->
                run(
                    new Jobs(spark),
                    index -> {
                      ATTEMPTS.incrementAndGet();
                      if (index == 1) {
                        throw new BadInputException("The image a.jpg is truncated.");
                      }
                      return await(index);
                    }))
        .isInstanceOf(BadInputException.class)
        .hasMessage("The image a.jpg is truncated.");
    assertThat(ATTEMPTS.get()).isLessThan(TRIES);
  }

  @Test
  void saysWhichProcessHasTooLittleMemoryAndWhatToSet() {
    OutOfMemoryError failure = new OutOfMemoryError("Java heap space");
    assertThat(Jobs.sentence(failure, false, "2g"))
        .isEqualTo(
            "an executor has too little memory (Java heap space) with spark.executor.memory=2g; raise that, or lower spark.executor.cores for fewer tasks at once");
    assertThat(Jobs.sentence(failure, true, "1g")).startsWith("this process has too little memory");
  }

  @Test
  void endsAtOnceWhereATaskDiverges() {
    assertThatThrownBy(
            () ->
                run(
                    new Jobs(spark),
                    index -> {
                      ATTEMPTS.incrementAndGet();
                      throw new DivergenceException(3, index, 5, Double.NaN);
                    }))
        .isInstanceOf(DivergenceException.class);
    assertThat(ATTEMPTS.get()).isLessThan(TRIES);
  }

  @Test
  void triesATaskAgainThatFailedForAnotherReason() throws InterruptedException {
    List<Integer> results =
        run(
            new Jobs(spark),
            index -> {
              if (ATTEMPTS.incrementAndGet() < 6) {
                throw new IllegalStateException("the disk was full");
              }
              return index;
            });
    assertThat(results).containsExactly(0, 1, 2, 3);
  }

  @Test
  void endsWithADiagnosisWhereNothingMoves() {
    assertThatThrownBy(
            () ->
                run(
                    new Jobs(spark, Duration.ofSeconds(3)),
                    index -> index < 2 ? index : await(index)))
        .isInstanceOf(RoundFailedException.class)
        .hasMessageMatching(
            "Round 3 made no progress in 3 s: 2 of 4 tasks are done, 2 run on localhost and 1 executors are there; look at their logs, or raise fault-tolerance.stall-timeout, and run the same command again.");
  }

  @Test
  void runsTheNextJobAfterOneThatEndedEarly() throws InterruptedException {
    Jobs jobs = new Jobs(spark);
    assertThatThrownBy(
            () ->
                run(
                    jobs,
                    index -> {
                      throw new BadInputException("No.");
                    }))
        .isInstanceOf(BadInputException.class);
    assertThat(run(jobs, index -> index)).containsExactly(0, 1, 2, 3);
  }

  private static List<Integer> run(Jobs jobs, Function<Integer, Integer> function)
      throws InterruptedException {
    List<Jobs.Located<Integer>> pieces =
        IntStream.range(0, 4).mapToObj(index -> new Jobs.Located<>(index, List.of())).toList();
    return jobs.run("Round 3", pieces, function);
  }

  /** Until the task is killed. */
  private static int await(int index) throws InterruptedException {
    return NEVER.await(1, TimeUnit.HOURS) ? index : -1;
  }
}
