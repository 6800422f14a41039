package io.tench.driver.spark;

import io.tench.driver.Averaging;
import io.tench.driver.RoundOutcome;
import io.tench.driver.Slice;
import io.tench.models.OptimizerState;
import io.tench.workers.ReplicaResult;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.api.java.function.PairFlatMapFunction;
import scala.Tuple2;

/**
 * The results go through Spark's shuffle in slices, and the executors average a slice each: what
 * the driver takes is one model, however many replicas there are.
 */
record SlicedReduction(Jobs jobs, Averaging averaging, int count) implements Reduction {
  @Override
  public RoundOutcome run(String what, JavaRDD<ReplicaOutput> replicas)
      throws InterruptedException {
    List<Slice> slices = averaging.slices(count);
    JavaRDD<AveragedSlice> averages =
        replicas
            .flatMapToPair(new Cut(slices))
            .partitionBy(new BySlice(slices.size()))
            .mapPartitions(new Average(averaging, slices));
    try {
      return outcome(jobs.run(what, averages));
    } finally {
      // Spark would leave a round's files on the executors until the driver collects its garbage.
      averages.rdd().cleanShuffleDependencies(false);
    }
  }

  private static RoundOutcome outcome(List<AveragedSlice> parts) {
    long begun = System.nanoTime();
    int length = parts.get(parts.size() - 1).slice().to();
    float[] parameters = new float[length];
    OptimizerState inner = parts.get(0).state().optimizer();
    List<float[]> vectors = new ArrayList<>();
    inner.vectors().forEach(vector -> vectors.add(new float[length]));
    long slowest = 0;
    for (AveragedSlice part : parts) {
      int from = part.slice().from();
      int size = part.slice().length();
      System.arraycopy(part.state().parameters(), 0, parameters, from, size);
      for (int index = 0; index < vectors.size(); index++) {
        float[] vector = part.state().optimizer().vectors().get(index);
        System.arraycopy(vector, 0, vectors.get(index), from, size);
      }
      slowest = Math.max(slowest, part.nanos());
    }
    return new RoundOutcome(
        parameters,
        vectors.isEmpty() ? inner : new OptimizerState(vectors, inner.steps()),
        parts.get(0).reports(),
        Duration.ofNanos(slowest + System.nanoTime() - begun));
  }

  /**
   * A slice of the average on its way to the driver.
   *
   * @param reports of all replicas, in their order, with the first slice; else empty
   * @param nanos that the average took
   */
  private record AveragedSlice(
      Slice slice, List<ReplicaResult.Report> reports, TravellingState state, long nanos)
      implements Serializable {}

  /** A replica's result in slices, each under its index. */
  private record Cut(List<Slice> slices)
      implements PairFlatMapFunction<ReplicaOutput, Integer, ReplicaOutput> {
    @Override
    public Iterator<Tuple2<Integer, ReplicaOutput>> call(ReplicaOutput whole) {
      return IntStream.range(0, slices.size())
          .mapToObj(index -> new Tuple2<>(index, whole.part(slices.get(index))))
          .iterator();
    }
  }

  private static final class BySlice extends Partitioner {
    private static final long serialVersionUID = 1L;

    private final int count;

    BySlice(int count) {
      this.count = count;
    }

    @Override
    public int numPartitions() {
      return count;
    }

    @Override
    public int getPartition(Object index) {
      return (Integer) index;
    }
  }

  /** The average of one slice, of which all replicas' parts come in any order. */
  private record Average(Averaging averaging, List<Slice> slices)
      implements FlatMapFunction<Iterator<Tuple2<Integer, ReplicaOutput>>, AveragedSlice> {
    @Override
    public Iterator<AveragedSlice> call(Iterator<Tuple2<Integer, ReplicaOutput>> arriving) {
      int index = -1;
      List<ReplicaResult> parts = new ArrayList<>();
      while (arriving.hasNext()) {
        Tuple2<Integer, ReplicaOutput> part = arriving.next();
        index = part._1();
        parts.add(part._2().result());
      }
      parts.sort(Comparator.comparingInt(part -> part.report().replica()));
      long begun = System.nanoTime();
      Averaging.Average average = averaging.of(slices.get(index), parts);
      List<ReplicaResult.Report> reports =
          index == 0 ? parts.stream().map(ReplicaResult::report).toList() : List.of();
      AveragedSlice averaged =
          new AveragedSlice(
              slices.get(index),
              reports,
              new TravellingState(null, average.parameters(), average.inner()),
              System.nanoTime() - begun);
      return List.of(averaged).iterator();
    }
  }
}
