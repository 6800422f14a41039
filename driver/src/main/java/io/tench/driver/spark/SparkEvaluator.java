package io.tench.driver.spark;

import io.tench.datasets.DataSet;
import io.tench.datasets.SampleOrder;
import io.tench.datasets.SampleRange;
import io.tench.driver.EvaluationReport;
import io.tench.driver.Evaluator;
import io.tench.models.Checkpoint;
import io.tench.models.OptimizerState;
import io.tench.workers.Score;
import io.tench.workers.ScoringSettings;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Evaluation on Spark: one job, one task a range of samples. The ranges depend on the data set
 * alone and their scores add up in order, so that metrics have the same bits on any cluster.
 */
public final class SparkEvaluator implements Evaluator {
  private static final int MOST_RANGES = 256;

  private final JavaSparkContext spark;
  private final Jobs jobs;
  private final List<Jobs.Located<SampleRange>> ranges;
  private final Broadcast<ScoreRange.Constants> constants;

  public SparkEvaluator(JavaSparkContext spark, Jobs jobs, DataSet data, ScoringSettings settings) {
    this.spark = spark;
    this.jobs = jobs;
    this.ranges = ranges(data, settings.batchSize());
    this.constants = spark.broadcast(new ScoreRange.Constants(data, settings));
  }

  /** Whole batches in each but the last, at most {@value #MOST_RANGES}. */
  static List<Jobs.Located<SampleRange>> ranges(DataSet data, int batchSize) {
    ShardHosts hosts = new ShardHosts(data);
    SampleOrder order = SampleOrder.inFileOrder(data.manifest());
    long batches = (data.rows() + batchSize - 1) / batchSize;
    long size = (batches + MOST_RANGES - 1) / MOST_RANGES * batchSize;
    List<Jobs.Located<SampleRange>> ranges = new ArrayList<>();
    for (long from = 0; from < data.rows(); from += size) {
      SampleRange range = new SampleRange(0, from, Math.min(data.rows(), from + size));
      ranges.add(new Jobs.Located<>(range, hosts.of(order.slices(range.from(), range.to()))));
    }
    return ranges;
  }

  @Override
  public EvaluationReport evaluate(Checkpoint checkpoint) throws InterruptedException {
    try (SharedState state = SharedState.of(spark, checkpoint.parameters(), OptimizerState.NONE)) {
      return EvaluationReport.of(
          Score.of(
              jobs.run(
                  "Evaluation of round " + checkpoint.round(),
                  ranges,
                  new ScoreRange(constants, state.broadcast()))));
    }
  }
}
