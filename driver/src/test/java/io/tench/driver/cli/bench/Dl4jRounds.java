package io.tench.driver.cli.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.stats.SparkTrainingStats;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.stats.ParameterAveragingTrainingWorkerStats;
import org.deeplearning4j.spark.stats.EventStats;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;

/**
 * Rounds of dl4j-spark's own trainer, on images in Spark's memory; its updater state is averaged as
 * Tench's momentum is. Each call of {@code fit} has the data of one round. A worker's own time is
 * what it reports: taking over the broadcast parameters, then fitting its mini-batches.
 */
final class Dl4jRounds {
  private static final String TIME_SOURCE = "org.deeplearning4j.spark.time.TimeSource";

  private Dl4jRounds() {}

  static List<RoundTime> run(JavaSparkContext spark, BenchNetwork network, Rounds rounds) {
    // Its default asks a time server on the internet.
    System.setProperty(TIME_SOURCE, "org.deeplearning4j.spark.time.SystemClockTimeSource");
    ParameterAveragingTrainingMaster master =
        new ParameterAveragingTrainingMaster.Builder(rounds.replicas(), rounds.batchSize())
            .batchSizePerWorker(rounds.batchSize())
            .averagingFrequency(rounds.innerSteps())
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .collectTrainingStats(true)
            .build();
    SparkComputationGraph graph =
        new SparkComputationGraph(spark, network.configuration(new Nesterovs(0.01, 0.9)), master);
    JavaRDD<DataSet> data = spark.parallelize(batches(network, rounds), rounds.replicas()).cache();
    data.count();
    List<Double> seconds = new ArrayList<>();
    for (int round = 0; round < rounds.warmUp() + rounds.measured(); round++) {
      long begun = System.nanoTime();
      graph.fit(data);
      seconds.add((System.nanoTime() - begun) / 1e9);
    }
    List<RoundTime> times = times(graph.getSparkTrainingStats(), seconds);
    data.unpersist();
    return times.subList(rounds.warmUp(), times.size());
  }

  private static List<DataSet> batches(BenchNetwork network, Rounds rounds) {
    List<DataSet> batches = new ArrayList<>();
    for (int batch = 0; batch < rounds.replicas() * rounds.innerSteps(); batch++) {
      var images = Nd4j.rand(DataType.FLOAT, rounds.batchSize(), 3, network.size(), network.size());
      var labels = Nd4j.zeros(DataType.FLOAT, rounds.batchSize(), BenchNetwork.CLASSES);
      for (int row = 0; row < rounds.batchSize(); row++) {
        labels.putScalar(row, row % BenchNetwork.CLASSES, 1);
      }
      batches.add(new DataSet(images, labels));
    }
    return batches;
  }

  /** Joins the fits with what their workers report, both in order of time. */
  private static List<RoundTime> times(SparkTrainingStats all, List<Double> seconds) {
    ParameterAveragingTrainingWorkerStats workers = workers(all);
    List<EventStats> fits = byTime(workers.getParameterAveragingWorkerFitTimesMs());
    List<EventStats> starts =
        new ArrayList<>(workers.getParameterAveragingWorkerBroadcastGetValueTimeMs());
    starts.addAll(workers.getParameterAveragingWorkerInitTimeMs());
    starts = byTime(starts);
    List<RoundTime> times = new ArrayList<>();
    for (int round = 0; round < seconds.size(); round++) {
      double steps = slowest(part(fits, round, seconds.size()));
      double init = slowest(part(starts, round, seconds.size()));
      times.add(new RoundTime(seconds.get(round), steps + init, steps));
    }
    return times;
  }

  private static ParameterAveragingTrainingWorkerStats workers(SparkTrainingStats stats) {
    return stats instanceof ParameterAveragingTrainingWorkerStats workers
        ? workers
        : workers(stats.getNestedTrainingStats());
  }

  private static List<EventStats> byTime(List<EventStats> events) {
    List<EventStats> sorted = new ArrayList<>(events);
    sorted.sort(Comparator.comparingLong(EventStats::getStartTime));
    return sorted;
  }

  private static List<EventStats> part(List<EventStats> events, int round, int rounds) {
    return events.subList(events.size() * round / rounds, events.size() * (round + 1) / rounds);
  }

  /** Seconds of the worker, a thread here, whose events take longest together. */
  private static double slowest(List<EventStats> events) {
    Map<Long, Long> millis = new HashMap<>();
    for (EventStats event : events) {
      millis.merge(event.getThreadID(), event.getDurationMs(), Long::sum);
    }
    return millis.values().stream().mapToLong(Long::longValue).max().orElse(0) / 1e3;
  }
}
