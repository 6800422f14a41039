package io.tench.driver.bench;

import io.tench.datasets.Augmentation;
import io.tench.datasets.Batch;
import io.tench.datasets.DataSet;
import io.tench.datasets.DataSets;
import io.tench.datasets.Sample;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.driver.Averaging;
import io.tench.driver.EvaluationReport;
import io.tench.driver.InnerSteps;
import io.tench.driver.OuterOptimizer;
import io.tench.driver.ProgressListener;
import io.tench.driver.RoundPlanner;
import io.tench.driver.RoundReport;
import io.tench.driver.RunConfiguration;
import io.tench.driver.RunConfiguration.InnerState;
import io.tench.driver.RunDescription;
import io.tench.driver.Runs;
import io.tench.driver.Trainer;
import io.tench.driver.checkpoint.CheckpointStore;
import io.tench.driver.spark.Jobs;
import io.tench.driver.spark.SparkCluster;
import io.tench.models.Checkpoint;
import io.tench.models.InitialParameters;
import io.tench.models.Metrics;
import io.tench.models.NetworkDescription;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.models.TrainingPosition;
import io.tench.workers.InnerOptimizer;
import io.tench.workers.NetworkSettings;
import io.tench.workers.TrainingSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;

/** Rounds of Tench's own trainer, on images from shards. */
final class TenchRounds {
  private static final HadoopStorage STORAGE = new HadoopStorage();

  private TenchRounds() {}

  static List<RoundTime> run(
      JavaSparkContext spark, BenchNetwork network, Rounds rounds, Path folder) throws IOException {
    DataSet data = data(network, rounds, folder.resolve("data-" + network.name()));
    RunConfiguration run = configuration(rounds);
    NetworkDescription description = network.description();
    ParameterLayout layout = description.layout();
    RoundPlanner planner = new RoundPlanner(run, data.rows());
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
                new Averaging(layout, InnerState.AVERAGE)),
            checkpoint -> new EvaluationReport(new Metrics(1, 1, 0, 0), List.of()),
            layout,
            new CheckpointStore(
                STORAGE, folder.resolve("run-" + network.name()).toString(), 1, m -> {}),
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

  private static RunConfiguration configuration(Rounds rounds) {
    RunConfiguration run =
        Runs.replicas(
            Runs.small(),
            rounds.replicas(),
            rounds.batchSize(),
            new InnerSteps.Constant(rounds.innerSteps()));
    run =
        Runs.rate(
            run, 1, new RunConfiguration.Rate(0.01, 0, new RunConfiguration.Decay.Constant()));
    run =
        Runs.schedule(
            run,
            new RunConfiguration.Checkpoints(1 << 20, 1),
            new RunConfiguration.Evaluation(1, 1));
    return Runs.optimizers(
        run,
        new InnerOptimizer.Sgd(0.9, true, 0),
        InnerState.AVERAGE,
        new OuterOptimizer.Average());
  }

  private static TrainingSettings settings(
      RunConfiguration run,
      BenchNetwork network,
      NetworkDescription description,
      RoundPlanner planner) {
    return new TrainingSettings(
        "nd4j",
        new NetworkSettings(
            description.json(),
            network.shape(),
            BenchNetwork.CLASSES,
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
            2),
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

  private static DataSet data(BenchNetwork network, Rounds rounds, Path folder) throws IOException {
    byte[] image = Images.jpeg(Images.scene(network.size(), network.size(), 1));
    List<Sample> samples = new ArrayList<>();
    for (int index = 0; index < rounds.samples(); index++) {
      samples.add(new Sample(image, "scene-" + index, index % BenchNetwork.CLASSES));
    }
    return DataSets.write(
        STORAGE, folder.toString(), DataSets.labels(BenchNetwork.CLASSES), samples, 1, 1 << 20);
  }
}
