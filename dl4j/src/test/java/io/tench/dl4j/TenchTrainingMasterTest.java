package io.tench.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.BadInputException;
import io.tench.driver.OuterOptimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.TrainingMaster;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.MultiDataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class TenchTrainingMasterTest {
  private static final int INPUTS = 6;

  @TempDir private static Path folder;
  private static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    // dl4j-spark's default asks a time server on the internet.
    System.setProperty(
        "org.deeplearning4j.spark.time.TimeSource",
        "org.deeplearning4j.spark.time.SystemClockTimeSource");
    spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster("local[2]")
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.driver.host", "127.0.0.1"));
  }

  @AfterAll
  static void stop() {
    spark.stop();
  }

  /** What a user of dl4j-spark writes; the master is the line that changes. */
  private static MultiLayerNetwork program(TrainingMaster<?, ?> master, List<DataSet> photos) {
    JavaRDD<DataSet> data = spark.parallelize(photos, 4);
    SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, Programs.perceptron(), master);
    for (int epoch = 0; epoch < 3; epoch++) {
      network.fit(data);
    }
    return network.getNetwork();
  }

  @Test
  void trainsAProgramOfDl4jSparkAsWellAsItsOwnMaster() throws IOException {
    List<DataSet> photos = FashionSample.read(folder, "train", 3200, 16);
    List<DataSet> others = FashionSample.read(folder, "val", 1000, 100);

    MultiLayerNetwork theirs =
        program(
            new ParameterAveragingTrainingMaster.Builder(2, 16)
                .batchSizePerWorker(16)
                .averagingFrequency(5)
                .rngSeed(1)
                .build(),
            photos);
    double their = FashionSample.accuracy(theirs, others);
    assertThat(their).isGreaterThan(0.7);
    for (String backend : List.of("nd4j", "torch")) {
      MultiLayerNetwork ours = program(master(2, 16, 16, 5).backend(backend).build(), photos);
      double our = FashionSample.accuracy(ours, others);
      assertThat(our).isGreaterThan(0.7).isCloseTo(their, within(0.06));
      assertThat(ours.getIterationCount()).isEqualTo(theirs.getIterationCount());
      assertThat(ours.getEpochCount()).isEqualTo(theirs.getEpochCount());
    }
  }

  @Test
  void averagesOneStepOfEachWorkerToTheSameParameters() {
    List<DataSet> batches = batches(4, 8);
    ParameterAveragingTrainingMaster theirs =
        new ParameterAveragingTrainingMaster.Builder(4, 8)
            .saveUpdater(true)
            .batchSizePerWorker(8)
            .averagingFrequency(1)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .build();
    for (IUpdater updater : List.of(new Sgd(0.1), new Nesterovs(0.1, 0.9), new Adam(0.01))) {
      ComputationGraph expected = graph(updater, theirs, batches);
      ComputationGraph actual = graph(updater, master(4, 8, 8, 1).build(), batches);
      for (String layer : List.of("hidden", "output")) {
        assertThat(actual.getLayer(layer).params().toFloatVector())
            .containsExactly(expected.getLayer(layer).params().toFloatVector(), within(1e-5f));
      }
      INDArray state = expected.getUpdater().getStateViewArray();
      if (state != null) {
        assertThat(actual.getUpdater().getStateViewArray().toFloatVector())
            .containsExactly(state.toFloatVector(), within(1e-5f));
      }
    }
  }

  @Test
  void givesTheSameBitsAgainOnAnyNumberOfPartitions() {
    List<DataSet> batches = batches(11, 8);
    float[] first = trained(batches, 1, 5);
    assertThat(trained(batches, 3, 5)).isEqualTo(first);
    assertThat(trained(batches, 3, 6)).isNotEqualTo(first);
  }

  @Test
  void mergesBatchNormsVariancesByTotalVariance() {
    List<DataSet> batches = batches(2, 64);
    batches.get(1).getFeatures().addi(4);
    ComputationGraph first = graph(new Sgd(0), master(1, 64, 64, 1).build(), batches.subList(0, 1));
    ComputationGraph other = graph(new Sgd(0), master(1, 64, 64, 1).build(), batches.subList(1, 2));
    ComputationGraph both = graph(new Sgd(0), master(2, 64, 64, 1).build(), batches);
    for (int channel = 0; channel < 5; channel++) {
      double mean = (statistic(first, "mean", channel) + statistic(other, "mean", channel)) / 2;
      double half = (statistic(first, "mean", channel) - statistic(other, "mean", channel)) / 2;
      double within = (statistic(first, "var", channel) + statistic(other, "var", channel)) / 2;
      assertThat(half * half).isGreaterThan(1e-3);
      assertThat(statistic(both, "mean", channel)).isCloseTo(mean, within(1e-5));
      assertThat(statistic(both, "var", channel)).isCloseTo(within + half * half, within(1e-5));
    }
  }

  private static double statistic(ComputationGraph network, String name, int channel) {
    return network.getLayer("norm").getParam(name).getDouble(channel);
  }

  @Test
  void trainsNetworksThatOnlyDl4jKnows() {
    MultiLayerConfiguration recurrent =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Adam(0.05))
            .list()
            .layer(new LSTM.Builder().nIn(2).nOut(8).build())
            .layer(
                new RnnOutputLayer.Builder(LossFunction.MCXENT)
                    .activation(Activation.SOFTMAX)
                    .nIn(8)
                    .nOut(2)
                    .build())
            .build();
    List<DataSet> series = new ArrayList<>();
    for (int index = 0; index < 8; index++) {
      INDArray inputs = Nd4j.rand(DataType.FLOAT, 8, 2, 5);
      INDArray labels = Nd4j.zeros(DataType.FLOAT, 8, 2, 5);
      for (int row = 0; row < 8; row++) {
        for (int time = 0; time < 5; time++) {
          labels.putScalar(row, inputs.getDouble(row, 0, time) > 0.5 ? 1 : 0, time, 1);
        }
      }
      series.add(new DataSet(inputs, labels));
    }
    SparkDl4jMultiLayer network =
        new SparkDl4jMultiLayer(spark, recurrent, master(2, 8, 8, 2).backend("auto").build());
    network.fit(spark.parallelize(series, 2));
    double first = network.getScore();
    for (int epoch = 0; epoch < 20; epoch++) {
      network.fit(spark.parallelize(series, 2));
    }
    assertThat(network.getScore()).isPositive().isLessThan(0.7 * first);
  }

  @Test
  void takesMultiDataSetsAndPathsAsItTakesDataSets() throws IOException {
    List<DataSet> batches = batches(6, 8);
    float[] expected =
        graph(new Sgd(0.1), master(2, 8, 8, 2).build(), batches).params().toFloatVector();

    List<MultiDataSet> multi = batches.stream().map(DataSet::toMultiDataSet).toList();
    SparkComputationGraph first =
        new SparkComputationGraph(spark, graph(new Sgd(0.1)), master(2, 8, 8, 2).build());
    first.fitMultiDataSet(spark.parallelize(multi, 2));
    assertThat(first.getNetwork().params().toFloatVector()).isEqualTo(expected);

    Path saved = Files.createDirectory(folder.resolve("batches"));
    List<String> paths = new ArrayList<>();
    for (int index = 0; index < batches.size(); index++) {
      Path file = saved.resolve("batch-" + index + ".bin");
      batches.get(index).save(file.toFile());
      paths.add(file.toUri().toString());
    }
    SparkComputationGraph second =
        new SparkComputationGraph(spark, graph(new Sgd(0.1)), master(2, 8, 8, 2).build());
    second.fitPaths(spark.parallelize(paths, 2));
    assertThat(second.getNetwork().params().toFloatVector()).isEqualTo(expected);
  }

  @Test
  void takesAnOuterStepBeyondTheAverage() {
    List<DataSet> batches = batches(2, 8);
    ComputationGraph untrained = new ComputationGraph(graph(new Sgd(0.1)));
    untrained.init();
    float[] start = untrained.params().toFloatVector();
    float[] average =
        graph(new Sgd(0.1), master(2, 8, 8, 1).build(), batches).params().toFloatVector();
    float[] stepped =
        graph(
                new Sgd(0.1),
                master(2, 8, 8, 1).outerOptimizer(new OuterOptimizer.Nesterov(0.5, 0)).build(),
                batches)
            .params()
            .toFloatVector();
    // Weights of the first layer: no statistics among them.
    for (int index = 0; index < INPUTS; index++) {
      assertThat(stepped[index]).isCloseTo((start[index] + average[index]) / 2, within(1e-6f));
    }
  }

  @Test
  void refusesWhatItCannotDo() {
    assertThatThrownBy(() -> master(0, 8, 8, 1).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("numWorkers must be >= 1, was 0");
    assertThatThrownBy(
            () -> master(1, 8, 8, 1).outerOptimizer(new OuterOptimizer.SlowMo(1, 0.5)).build())
        .hasMessageContaining("slowmo");
    MultiLayerConfiguration exact =
        new NeuralNetConfiguration.Builder()
            .dataType(DataType.DOUBLE)
            .list(new OutputLayer.Builder().nIn(INPUTS).nOut(3).build())
            .build();
    SparkDl4jMultiLayer network = new SparkDl4jMultiLayer(spark, exact, master(1, 8, 8, 1).build());
    assertThatThrownBy(() -> network.fit(spark.parallelize(batches(1, 8))))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("data type is DOUBLE");
    assertThat(master(2, 8, 4, 3).build().toJson()).contains("\"innerSteps\":3");
  }

  private static TenchTrainingMaster.Builder master(
      int workers, int examplesPerObject, int batchSize, int steps) {
    return new TenchTrainingMaster.Builder(workers, examplesPerObject)
        .batchSizePerWorker(batchSize)
        .averagingFrequency(steps)
        .backend("nd4j");
  }

  private static float[] trained(List<DataSet> batches, int partitions, long seed) {
    SparkComputationGraph network =
        new SparkComputationGraph(
            spark, graph(new Nesterovs(0.1, 0.9)), master(3, 8, 8, 2).rngSeed(seed).build());
    network.fit(spark.parallelize(batches, partitions));
    network.fit(spark.parallelize(batches, partitions));
    return network.getNetwork().params().toFloatVector();
  }

  private static ComputationGraph graph(
      IUpdater updater, TrainingMaster<?, ?> master, List<DataSet> batches) {
    SparkComputationGraph network = new SparkComputationGraph(spark, graph(updater), master);
    return network.fit(spark.parallelize(batches, batches.size()));
  }

  /** With batch norm. */
  private static ComputationGraphConfiguration graph(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .updater(updater)
        .graphBuilder()
        .addInputs("input")
        .setInputTypes(InputType.feedForward(INPUTS))
        .addLayer(
            "hidden", new DenseLayer.Builder().nOut(5).activation(Activation.TANH).build(), "input")
        .addLayer(
            "norm", new BatchNormalization.Builder().decay(0.5).useLogStd(false).build(), "hidden")
        .addLayer(
            "output",
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(3)
                .activation(Activation.SOFTMAX)
                .build(),
            "norm")
        .setOutputs("output")
        .build();
  }

  private static List<DataSet> batches(int count, int size) {
    Nd4j.getRandom().setSeed(count);
    List<DataSet> batches = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      INDArray inputs = Nd4j.randn(DataType.FLOAT, size, INPUTS);
      INDArray labels = Nd4j.zeros(DataType.FLOAT, size, 3);
      for (int row = 0; row < size; row++) {
        labels.putScalar(row, (index + row) % 3, 1);
      }
      batches.add(new DataSet(inputs, labels));
    }
    return batches;
  }
}
