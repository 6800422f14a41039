package io.tench.driver.spark;

import io.tench.datasets.BadInputException;
import io.tench.driver.RoundFailedException;
import io.tench.workers.DivergenceException;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import scala.Tuple2;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.reflect.ClassTag$;

/** Runs one Spark job at a time, with a task for each piece of work, until it is cancelled. */
public final class Jobs {
  private static final long LOOK_MILLIS = 1000;

  private final JavaSparkContext spark;
  private final Duration patience;
  private final JobWatch watch = new JobWatch(this::end);
  private JavaFutureAction<?> running;
  private boolean cancelled;

  /** Jobs that may take their time. */
  public Jobs(JavaSparkContext spark) {
    this(spark, Duration.ZERO);
  }

  /**
   * Jobs on these executors.
   *
   * @param patience with a job that makes no progress; zero for ever
   */
  public Jobs(JavaSparkContext spark, Duration patience) {
    this.spark = spark;
    this.patience = patience;
    spark.sc().addSparkListener(watch);
  }

  /**
   * A piece of work.
   *
   * @param hosts where it had best run; may be empty
   */
  record Located<W extends Serializable>(W work, List<String> hosts) {}

  /** The results of all pieces, in order; see {@link #run(String, JavaRDD)}. */
  <W extends Serializable, R> List<R> run(
      String what, List<Located<W>> pieces, Function<W, R> function) throws InterruptedException {
    return run(what, distribute(pieces).map(function));
  }

  /**
   * All elements of an RDD, in order.
   *
   * @param what the job does, for messages and Spark's pages
   * @throws InterruptedException if it was cancelled
   * @throws BadInputException if a task met input that the caller can mend
   * @throws DivergenceException if a task's training diverged
   * @throws RoundFailedException if a task failed for another reason, as often as Spark allows; or
   *     if nothing moved for too long
   */
  <R> List<R> run(String what, JavaRDD<R> rdd) throws InterruptedException {
    JavaFutureAction<List<R>> job = submit(what, rdd);
    try {
      return result(what, job);
    } catch (InterruptedException stop) {
      job.cancel(true);
      throw stop;
    } catch (CancellationException stop) {
      throw interrupted(what);
    } catch (ExecutionException failure) {
      throw failure(what, failure.getCause());
    } finally {
      ended();
    }
  }

  /** Ends a job early where a task failed in a way that it would again, or where nothing moves. */
  private <R> List<R> result(String what, JavaFutureAction<List<R>> job)
      throws InterruptedException, ExecutionException {
    while (true) {
      try {
        return job.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
      } catch (CancellationException ended) {
        Throwable hopeless = watch.hopeless().orElseThrow(() -> ended);
        throw new ExecutionException(hopeless);
      } catch (TimeoutException running) {
        if (!patience.isZero() && watch.idle().compareTo(patience) > 0) {
          job.cancel(true);
          throw new RoundFailedException(
              "%s made no progress in %d s: %s and %d executors are there; look at their logs, or raise fault-tolerance.stall-timeout, and run the same command again."
                  .formatted(what, patience.toSeconds(), watch.state(), executors()),
              running);
        }
      }
    }
  }

  private int executors() {
    int processes = spark.sc().statusTracker().getExecutorInfos().length;
    return spark.isLocal() ? processes : processes - 1;
  }

  /** Ends the job that runs now, if any, and refuses further ones. */
  public synchronized void cancel() {
    cancelled = true;
    end();
  }

  private synchronized void end() {
    if (running != null) {
      running.cancel(true);
    }
  }

  private synchronized <R> JavaFutureAction<List<R>> submit(String what, JavaRDD<R> rdd)
      throws InterruptedException {
    if (cancelled) {
      throw interrupted(what);
    }
    spark.setJobGroup("tench", what, true);
    spark.setLocalProperty(JobWatch.JOB, watch.begin());
    JavaFutureAction<List<R>> job = rdd.collectAsync();
    running = job;
    return job;
  }

  private synchronized void ended() {
    running = null;
  }

  /** The pieces, each a partition of its own. */
  <W extends Serializable> JavaRDD<W> distribute(List<Located<W>> pieces) {
    List<Tuple2<W, Seq<String>>> withHosts =
        pieces.stream().map(piece -> new Tuple2<>(piece.work(), seq(piece.hosts()))).toList();
    return JavaRDD.fromRDD(
        spark.sc().makeRDD(seq(withHosts), ClassTag$.MODULE$.apply(Serializable.class)),
        ClassTag$.MODULE$.apply(Serializable.class));
  }

  private static <T> Seq<T> seq(List<T> list) {
    return JavaConverters.asScalaBuffer(list).toList();
  }

  private synchronized RuntimeException failure(String what, Throwable failure)
      throws InterruptedException {
    if (cancelled) {
      throw interrupted(what);
    }
    Throwable root = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BadInputException bad) {
        return new BadInputException(bad.getMessage(), failure);
      }
      if (cause instanceof DivergenceException divergence) {
        return divergence;
      }
      root = cause;
    }
    return new RoundFailedException("%s failed: %s".formatted(what, sentence(root)), failure);
  }

  private String sentence(Throwable root) {
    return sentence(root, spark.isLocal(), spark.getConf().get("spark.executor.memory", "1g"));
  }

  /** Why a task failed, and what to do where that is known. */
  static String sentence(Throwable root, boolean local, String memory) {
    String message = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    if (root instanceof OutOfMemoryError) {
      return local
          ? "this process has too little memory (%s); give it more with TENCH_JAVA_OPTIONS=-Xmx8g, or lower training.batch-size"
              .formatted(message)
          : "an executor has too little memory (%s) with spark.executor.memory=%s; raise that, or lower spark.executor.cores for fewer tasks at once"
              .formatted(message, memory);
    }
    return root instanceof IOException ? message : root.getClass().getSimpleName() + ", " + message;
  }

  private static InterruptedException interrupted(String what) {
    return new InterruptedException(what + " was cancelled");
  }
}
