package io.tench.driver.cli.bench;

import io.tench.datasets.Augmentation;
import io.tench.datasets.Batch;
import io.tench.datasets.DataSet;
import io.tench.datasets.Preprocessing;
import io.tench.datasets.SampleRange;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.image.BatchStream;
import io.tench.driver.RoundPlanner;
import io.tench.driver.RunConfiguration;
import io.tench.driver.RunConfiguration.Training;
import io.tench.models.Architecture;
import io.tench.models.InitialParameters;
import io.tench.models.TrainingPosition;
import io.tench.workers.InnerOptimizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.regularization.L2Regularization;

/**
 * A run's configuration trained by dl4j-spark's ParameterAveragingTrainingMaster: the same network,
 * batches (read and augmented by Tench, which does not count), optimizer, and steps between two
 * averages. The learning rate is the configuration's in the mean of each epoch: dl4j-spark's
 * workers count their steps from 0 in each round, so that a schedule by steps would begin anew in
 * each.
 */
final class Dl4jTraining {
  private static final int EVALUATED_AT_ONCE = 100;

  private final JavaSparkContext spark;
  private final RunConfiguration configuration;
  private final Training training;
  private final DataSet train;
  private final DataSet validation;
  private final Preprocessing preprocessing;

  Dl4jTraining(
      JavaSparkContext spark, RunConfiguration configuration, DataSet train, DataSet validation) {
    this.spark = spark;
    this.configuration = configuration;
    this.training = configuration.training();
    this.train = train;
    this.validation = validation;
    this.preprocessing =
        new Preprocessing(
            configuration.network().input(),
            configuration.network().resize(),
            train.manifest().channels().withChannels(configuration.network().input().channels()));
  }

  void run(TimeToAccuracyBench.Epochs epochs) throws IOException {
    // Its default asks a time server on the internet.
    System.setProperty(
        "org.deeplearning4j.spark.time.TimeSource",
        "org.deeplearning4j.spark.time.SystemClockTimeSource");
    RoundPlanner planner = new RoundPlanner(configuration, train.rows());
    SparkComputationGraph graph =
        new SparkComputationGraph(
            spark,
            network(),
            new ParameterAveragingTrainingMaster.Builder(training.replicas(), training.batchSize())
                .batchSizePerWorker(training.batchSize())
                .averagingFrequency(training.innerSteps().at(0, planner.learningRate().peak()))
                .build());
    graph
        .getNetwork()
        .setParams(
            Nd4j.createFromArray(
                InitialParameters.of(graph.getNetwork().getConfiguration(), configuration.seed())));
    for (int epoch = 0; epoch < training.epochs(); epoch++) {
      graph.getNetwork().setLearningRate(meanRate(planner, epoch));
      JavaRDD<org.nd4j.linalg.dataset.DataSet> batches =
          spark.parallelize(batches(epoch), training.replicas());
      long begun = System.nanoTime();
      graph.fit(batches);
      epochs.trained((System.nanoTime() - begun) / 1e9);
      if (epochs.evaluated(accuracy(graph.getNetwork()))) {
        return;
      }
    }
  }

  private static double meanRate(RoundPlanner planner, int epoch) {
    long first = firstStep(planner, epoch);
    return LongStream.range(first, firstStep(planner, epoch + 1))
        .mapToDouble(planner.learningRate()::at)
        .average()
        .orElseThrow();
  }

  private static long firstStep(RoundPlanner planner, int epoch) {
    TrainingPosition position = TrainingPosition.START;
    while (position.epoch() < epoch) {
      position = planner.plan(position).after();
    }
    return position.step();
  }

  private ComputationGraphConfiguration network() {
    ComputationGraphConfiguration network =
        Architecture.named(configuration.network().architecture())
            .configuration(
                configuration.network().input(),
                train.manifest().labels().size(),
                configuration.seed());
    InnerOptimizer.Sgd sgd = (InnerOptimizer.Sgd) training.innerOptimizer();
    network
        .getVertices()
        .values()
        .forEach(
            vertex -> {
              if (vertex instanceof LayerVertex at
                  && at.getLayerConf().getLayer() instanceof BaseLayer layer) {
                layer.setIUpdater(new Nesterovs(training.learningRate().peak(), sgd.momentum()));
                layer.setBiasUpdater(null);
                layer.setRegularization(
                    layer instanceof BatchNormalization || sgd.weightDecay() == 0
                        ? new ArrayList<>()
                        : new ArrayList<>(List.of(new L2Regularization(sgd.weightDecay()))));
              }
            });
    return network;
  }

  private List<org.nd4j.linalg.dataset.DataSet> batches(int epoch) throws IOException {
    List<org.nd4j.linalg.dataset.DataSet> batches = new ArrayList<>();
    try (BatchStream stream =
        BatchStream.open(
            train,
            new SampleRange(epoch, 0, train.rows()),
            settings(training.batchSize(), configuration.augmentation()),
            configuration.seed(),
            true)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        batches.add(new org.nd4j.linalg.dataset.DataSet(images(batch), targets(batch)));
      }
    }
    return batches;
  }

  private double accuracy(ComputationGraph network) throws IOException {
    long correct = 0;
    try (BatchStream stream =
        BatchStream.open(
            validation,
            new SampleRange(0, 0, validation.rows()),
            settings(EVALUATED_AT_ONCE, Augmentation.NONE),
            0,
            false)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        INDArray best = network.outputSingle(images(batch)).argMax(1);
        for (int row = 0; row < batch.size(); row++) {
          correct += best.getInt(row) == batch.labels()[row] ? 1 : 0;
        }
      }
    }
    return (double) correct / validation.rows();
  }

  private BatchSettings settings(int batchSize, Augmentation augmentation) {
    return new BatchSettings(
        batchSize, preprocessing, augmentation, Batch.Layout.CHANNELS_FIRST, training.prefetch());
  }

  private INDArray images(Batch batch) {
    float[] values = new float[batch.size() * preprocessing.shape().values()];
    batch.images().get(values);
    return Nd4j.create(
        values,
        new int[] {
          batch.size(),
          preprocessing.shape().channels(),
          preprocessing.shape().height(),
          preprocessing.shape().width()
        },
        'c');
  }

  private INDArray targets(Batch batch) {
    int classes = train.manifest().labels().size();
    float smoothing = (float) training.labelSmoothing();
    INDArray targets = Nd4j.valueArrayOf(new int[] {batch.size(), classes}, smoothing / classes);
    for (int row = 0; row < batch.size(); row++) {
      targets.putScalar(row, batch.labels()[row], 1 - smoothing + smoothing / classes);
    }
    return targets;
  }
}
