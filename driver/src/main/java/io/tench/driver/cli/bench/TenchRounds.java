package io.tench.driver.cli.bench;

import io.tench.datasets.Augmentation;
import io.tench.datasets.Batch;
import io.tench.datasets.DataSet;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.driver.EvaluationReport;
import io.tench.driver.ProgressListener;
import io.tench.driver.RoundPlanner;
import io.tench.driver.RoundReport;
import io.tench.driver.RunConfiguration;
import io.tench.driver.RunConfiguration.InnerState;
import io.tench.driver.RunDescription;
import io.tench.driver.Trainer;
import io.tench.driver.checkpoint.CheckpointStore;
import io.tench.driver.compression.Compression;
import io.tench.driver.configuration.RunConfigurationReader;
import io.tench.driver.spark.Jobs;
import io.tench.driver.spark.SparkCluster;
import io.tench.models.Checkpoint;
import io.tench.models.InitialParameters;
import io.tench.models.Metrics;
import io.tench.models.NetworkDescription;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.models.TrainingPosition;
import io.tench.workers.NetworkSettings;
import io.tench.workers.TrainingSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** Rounds of Tench's own trainer, on images from shards. */
final class TenchRounds {
  private TenchRounds() {}

  /**
   * The rounds after the first ones.
   *
   * @param backend of the replicas
   * @param data as many rows as the rounds take, or more
   * @param folder of a run of its own
   */
  static List<RoundTime> run(
      JavaSparkContext spark,
      BenchNetwork network,
      String backend,
      Compression compression,
      Rounds rounds,
      DataSet data,
      String folder) {
    RunConfiguration run = configuration(backend, rounds);
    NetworkDescription description = network.description(data.manifest());
    ParameterLayout layout = description.layout();
    RoundPlanner planner = new RoundPlanner(run, rounds.samples());
    List<RoundTime> times = new ArrayList<>();
    Trainer trainer =
        new Trainer(
            run,
            new RunDescription("seed: 1\n", "bench"),
            planner,
            new SparkCluster(
                spark,
                new Jobs(spark),
                data,
                settings(run, network, description, planner),
                InnerState.AVERAGE,
                compression,
                layout),
            checkpoint -> new EvaluationReport(new Metrics(1, 1, 0, 0), List.of()),
            layout,
            new CheckpointStore(new HadoopStorage(), folder, 1, warning -> {}),
            new ProgressListener() {
              @Override
              public void roundFinished(RoundReport report) {
                times.add(time(report.times()));
              }
            });
    trainer.train(() -> initial(description));
    return times.subList(rounds.warmUp(), times.size());
  }

  private static RoundTime time(RoundReport.Times times) {
    return new RoundTime(
        seconds(times.round()),
        seconds(times.round().minus(times.machinery())),
        seconds(times.computing()));
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  /** The network that it names is not the one that runs: that is too small for an architecture. */
  private static RunConfiguration configuration(String backend, Rounds rounds) {
    return RunConfigurationReader.read(
        "bench",
        """
        run: bench
        data: {train: bench, validation: bench}
        network: {architecture: lenet, input: 28x28x1}
        training:
          backend: %s
          epochs: 1
          replicas: %d
          batch-size: %d
          inner-steps: %d
          inner-optimizer: {type: sgd, momentum: 0.9}
          learning-rate: {peak: 0.01, decay: constant}
        checkpoints: {every-rounds: 1000000, keep-last: 1}
        """
            .formatted(backend, rounds.replicas(), rounds.batchSize(), rounds.innerSteps()),
        List.of());
  }

  private static TrainingSettings settings(
      RunConfiguration run,
      BenchNetwork network,
      NetworkDescription description,
      RoundPlanner planner) {
    return new TrainingSettings(
        run.training().backend(),
        new NetworkSettings(
            description.json(),
            network.shape(),
            description.labels().size(),
            1,
            run.training().innerOptimizer(),
            0,
            0),
        planner.learningRate(),
        new BatchSettings(
            run.training().batchSize(),
            description.preprocessing(),
            Augmentation.NONE,
            Batch.Layout.CHANNELS_FIRST,
            run.training().prefetch()),
        run.seed());
  }

  private static Checkpoint initial(NetworkDescription network) {
    return new Checkpoint(
        network,
        TrainingPosition.START,
        InitialParameters.of(network.configuration(), 1),
        OptimizerState.NONE,
        OptimizerState.NONE,
        new Checkpoint.TrainingReport(
            1, "seed: 1\n", 0, 0, Optional.empty(), Optional.empty(), "bench"));
  }
}
