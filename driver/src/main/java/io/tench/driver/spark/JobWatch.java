package io.tench.driver.spark;

import io.tench.datasets.BadInputException;
import io.tench.workers.DivergenceException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.Success$;
import org.apache.spark.scheduler.AccumulableInfo;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorMetricsUpdate;
import org.apache.spark.scheduler.SparkListenerJobStart;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import scala.Tuple4;
import scala.collection.JavaConverters;
import scala.collection.Seq;

/**
 * Follows the one job that runs: whether it moves, and whether a task failed in a way in which its
 * next attempt would fail too, which Spark does not know.
 */
final class JobWatch extends SparkListener {
  /** The property by which this knows its job. */
  static final String JOB = "tench.job";

  /** The accumulator that tasks count their steps in; executors tell of it every few seconds. */
  static final String STEPS = "tench steps";

  private final Map<Integer, Integer> tasks = new HashMap<>();
  private final Map<Long, String> running = new HashMap<>();
  private final Map<Long, Object> steps = new HashMap<>();
  private final Runnable whenHopeless;
  private String job = "";
  private int done;
  private Throwable hopeless;
  private long moved;

  /** Runs {@code whenHopeless}, perhaps more than once, where a task has failed for good. */
  JobWatch(Runnable whenHopeless) {
    this.whenHopeless = whenHopeless;
  }

  /** Follows a new job, from the moment that Spark starts one with the property's value. */
  synchronized String begin() {
    job = UUID.randomUUID().toString();
    tasks.clear();
    running.clear();
    steps.clear();
    done = 0;
    hopeless = null;
    moved = System.nanoTime();
    return job;
  }

  /** Why a task will fail whenever it is tried, if one has. */
  synchronized Optional<Throwable> hopeless() {
    return Optional.ofNullable(hopeless);
  }

  /** How long no task has started, stepped or ended. */
  synchronized Duration idle() {
    return Duration.ofNanos(System.nanoTime() - moved);
  }

  /** How far the job is, for a message. */
  synchronized String state() {
    int all = tasks.values().stream().mapToInt(Integer::intValue).sum();
    return "%d of %d tasks are done, %d run%s"
        .formatted(
            done,
            all,
            running.size(),
            running.isEmpty() ? "" : " on " + String.join(", ", new TreeSet<>(running.values())));
  }

  @Override
  public synchronized void onJobStart(SparkListenerJobStart start) {
    if (isOurs(start.properties())) {
      moved = System.nanoTime();
    }
  }

  @Override
  public synchronized void onStageSubmitted(SparkListenerStageSubmitted stage) {
    if (isOurs(stage.properties())) {
      tasks.put(stage.stageInfo().stageId(), stage.stageInfo().numTasks());
    }
  }

  @Override
  public synchronized void onTaskStart(SparkListenerTaskStart start) {
    if (tasks.containsKey(start.stageId())) {
      running.put(start.taskInfo().taskId(), start.taskInfo().host());
      moved = System.nanoTime();
    }
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd end) {
    if (isHopeless(end)) {
      whenHopeless.run();
    }
  }

  private synchronized boolean isHopeless(SparkListenerTaskEnd end) {
    if (!tasks.containsKey(end.stageId())) {
      return false;
    }
    running.remove(end.taskInfo().taskId());
    moved = System.nanoTime();
    if (end.reason() instanceof Success$) {
      done++;
    } else if (end.reason() instanceof ExceptionFailure failure
        && failure.exception().isDefined()) {
      for (Throwable cause = failure.exception().get(); cause != null; cause = cause.getCause()) {
        if (cause instanceof BadInputException || cause instanceof DivergenceException) {
          hopeless = failure.exception().get();
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public synchronized void onExecutorMetricsUpdate(SparkListenerExecutorMetricsUpdate update) {
    for (Tuple4<Object, Object, Object, Seq<AccumulableInfo>> task : list(update.accumUpdates())) {
      for (AccumulableInfo count : list(task._4())) {
        if (count.name().contains(STEPS) && count.update().isDefined()) {
          Object now = count.update().get();
          if (!now.equals(steps.put((Long) task._1(), now))) {
            moved = System.nanoTime();
          }
        }
      }
    }
  }

  private boolean isOurs(Properties properties) {
    return properties != null && job.equals(properties.getProperty(JOB));
  }

  private static <T> Iterable<T> list(Seq<T> seq) {
    return JavaConverters.seqAsJavaList(seq);
  }
}
