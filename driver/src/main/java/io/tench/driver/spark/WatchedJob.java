package io.tench.driver.spark;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.util.LongAccumulator;

/** Runs Spark jobs while it tells of their progress. */
final class WatchedJob {
  private static final long EVERY_MILLIS = 200;

  private final IngestProgress progress;

  WatchedJob(IngestProgress progress) {
    this.progress = progress;
  }

  /**
   * All elements of an RDD, in its order.
   *
   * @param done counts the stage's images
   * @param total images of the stage, or -1
   */
  <T> List<T> collect(
      JavaRDD<T> rdd, IngestProgress.Stage stage, LongAccumulator done, long total) {
    JavaFutureAction<List<T>> job = rdd.collectAsync();
    try {
      while (true) {
        try {
          List<T> elements = job.get(EVERY_MILLIS, TimeUnit.MILLISECONDS);
          progress.images(stage, done.value(), total);
          return elements;
        } catch (TimeoutException running) {
          progress.images(stage, done.value(), total);
        }
      }
    } catch (InterruptedException stopped) {
      job.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the ingest was interrupted", stopped);
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause().getMessage(), failed.getCause());
    }
  }
}
