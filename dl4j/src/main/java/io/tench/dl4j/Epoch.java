package io.tench.dl4j;

import io.tench.datasets.Seed;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.Function2;
import scala.Tuple2;

/**
 * The objects of an RDD, shuffled to the replicas' parts of the rounds.
 *
 * @param objects with their ranks; each partition is a place
 */
record Epoch(Placement placement, JavaPairRDD<Integer, byte[]> objects) {
  /**
   * The epoch of this number.
   *
   * @param objects gone through twice: they had better be persisted
   */
  static Epoch of(JavaRDD<byte[]> objects, RoundSettings settings, int number) {
    long[] starts = starts(objects);
    Placement placement =
        new Placement(
            Math.toIntExact(starts[starts.length - 1]),
            settings.replicas(),
            settings.objectsPerReplica(),
            Seed.of(settings.seed(), number));
    JavaPairRDD<Integer, byte[]> ranked =
        JavaPairRDD.fromJavaRDD(
            objects.mapPartitionsWithIndex(
                (partition, all) -> new Ranked(starts[partition], all, placement), false));
    return new Epoch(placement, ranked.partitionBy(new PlacePartitioner(placement)));
  }

  /** The position of each partition's first object, and at the end the number of objects. */
  private static long[] starts(JavaRDD<byte[]> objects) {
    List<Long> counts =
        objects.mapPartitions(partition -> List.of(count(partition)).iterator()).collect();
    long[] starts = new long[counts.size() + 1];
    for (int partition = 0; partition < counts.size(); partition++) {
      starts[partition + 1] = starts[partition] + counts.get(partition);
    }
    return starts;
  }

  private static long count(Iterator<byte[]> objects) {
    long count = 0;
    while (objects.hasNext()) {
      objects.next();
      count++;
    }
    return count;
  }

  int rounds() {
    return placement.rounds();
  }

  /** What {@code function} makes of each replica's objects in a round, in replica order. */
  <T> List<T> run(
      int round, Function2<Integer, Iterator<Tuple2<Integer, byte[]>>, Iterator<T>> function) {
    List<T>[] results =
        objects
            .mapPartitionsWithIndex(function, false)
            .collectPartitions(placement.placesOf(round));
    return List.of(results).stream().flatMap(List::stream).toList();
  }
}
