package io.tench.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.deeplearning4j.optimize.listeners.ScoreIterationListener;
import org.deeplearning4j.spark.impl.graph.SparkComputationGraph;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;

/** Training whose gradients are libtorch's, against the same training on DL4J's engine. */
class TorchTrainingTest {
  private static final int SIDE = 8;
  private static final int CLASSES = 3;

  /** A network as a program holds it, trained for two epochs. */
  private record Trained(Model model, double score) {
    static Trained layers(
        MultiLayerConfiguration configuration,
        String backend,
        JavaSparkContext spark,
        List<DataSet> data) {
      SparkDl4jMultiLayer network =
          new SparkDl4jMultiLayer(spark, configuration.clone(), master(backend));
      network.fit(spark.parallelize(data, 2));
      network.fit(spark.parallelize(data, 3));
      return new Trained(network.getNetwork(), network.getScore());
    }

    static Trained graph(
        ComputationGraphConfiguration configuration,
        String backend,
        JavaSparkContext spark,
        List<DataSet> data) {
      SparkComputationGraph network =
          new SparkComputationGraph(spark, configuration.clone(), master(backend));
      network.fit(spark.parallelize(data, 2));
      network.fit(spark.parallelize(data, 3));
      return new Trained(network.getNetwork(), network.getScore());
    }

    private static TenchTrainingMaster master(String backend) {
      return new TenchTrainingMaster.Builder(3, 8)
          .batchSizePerWorker(8)
          .averagingFrequency(2)
          .backend(backend)
          .build();
    }

    /** The same, with the same state of its updaters and the same counts. */
    void assertCloseTo(Trained other) {
      assertThat(score).isCloseTo(other.score, within(1e-4));
      assertClose(model.params(), other.model.params());
      INDArray state = WorkerNetwork.updaterState(model);
      if (state != null) {
        assertClose(state, WorkerNetwork.updaterState(other.model));
      }
      assertThat(position(model)).isEqualTo(position(other.model));
    }

    private static void assertClose(INDArray actual, INDArray expected) {
      double scale = expected.normmaxNumber().doubleValue();
      assertThat(scale).isPositive();
      assertThat(actual.sub(expected).normmaxNumber().doubleValue()).isLessThan(2e-4 * scale);
    }

    private static WorkerNetwork.Position position(Model model) {
      return model instanceof ComputationGraph graph
          ? new WorkerNetwork.Position(graph.getIterationCount(), graph.getEpochCount())
          : new WorkerNetwork.Position(
              ((MultiLayerNetwork) model).getIterationCount(),
              ((MultiLayerNetwork) model).getEpochCount());
    }
  }

  private interface Work {
    void with(JavaSparkContext spark);
  }

  private static void onSpark(String master, Work work) {
    try (JavaSparkContext spark =
        new JavaSparkContext(
            new SparkConf()
                .setMaster(master)
                .setAppName("test")
                .set("spark.ui.enabled", "false")
                .set("spark.driver.bindAddress", "127.0.0.1")
                .set("spark.driver.host", "127.0.0.1"))) {
      work.with(spark);
    }
  }

  @Test
  void agreesWithDl4jsEngineInParametersUpdatersAndCounts() {
    onSpark(
        "local[2]",
        spark -> {
          List<DataSet> data = images(14, DataType.FLOAT);
          for (IUpdater updater :
              List.of(
                  new Sgd(0.05),
                  new Adam(1e-3, 0.9, 0.999, 1e-4),
                  new Nesterovs(new StepSchedule(ScheduleType.ITERATION, 0.02, 0.5, 3), 0.9))) {
            MultiLayerConfiguration stack = stack(updater, 0);
            Trained.layers(stack, "torch", spark, data)
                .assertCloseTo(Trained.layers(stack, "nd4j", spark, data));
          }
          ComputationGraphConfiguration branches = branches();
          List<DataSet> doubles = images(7, DataType.DOUBLE);
          Trained torch = Trained.graph(branches, "torch", spark, doubles);
          Trained dl4j = Trained.graph(branches, "nd4j", spark, doubles);
          torch.assertCloseTo(dl4j);
          ((ComputationGraph) torch.model()).fit(doubles.get(0));
          ((ComputationGraph) dl4j.model()).fit(doubles.get(0));
          torch.assertCloseTo(dl4j);
        });
  }

  @Test
  void leavesLossesAndMasksToDl4j() {
    onSpark(
        "local[2]",
        spark -> {
          MultiLayerConfiguration regression =
              new NeuralNetConfiguration.Builder()
                  .seed(3)
                  .updater(new Nesterovs(0.05, 0.9))
                  .list()
                  .layer(
                      new DenseLayer.Builder()
                          .nIn(SIDE * SIDE)
                          .nOut(5)
                          .activation(Activation.TANH)
                          .build())
                  .layer(
                      new OutputLayer.Builder(LossFunction.MSE)
                          .nIn(5)
                          .nOut(CLASSES)
                          .activation(Activation.SIGMOID)
                          .build())
                  .build();
          List<DataSet> data = images(6, DataType.FLOAT);
          data.get(1).setLabelsMaskArray(halfMask());
          data.get(4).setLabelsMaskArray(halfMask());
          data.get(4).setFeaturesMaskArray(halfMask());
          Trained masked = Trained.layers(regression, "torch", spark, data);
          masked.assertCloseTo(Trained.layers(regression, "nd4j", spark, data));
          data.get(1).setLabelsMaskArray(null);
          INDArray unmasked = Trained.layers(regression, "torch", spark, data).model().params();
          assertThat(masked.model().params().sub(unmasked).normmaxNumber().doubleValue())
              .isGreaterThan(1e-3);
        });
  }

  @Test
  void givesTheSameBitsAgainOnAnyNumberOfSlots() {
    List<float[]> parameters = new ArrayList<>();
    for (String master : List.of("local[1]", "local[3]", "local[3]")) {
      onSpark(
          master,
          spark ->
              parameters.add(
                  Trained.layers(
                          stack(new Adam(0.01), 0.7), "torch", spark, images(9, DataType.FLOAT))
                      .model()
                      .params()
                      .toFloatVector()));
    }
    assertThat(parameters.get(1)).isEqualTo(parameters.get(0));
    assertThat(parameters.get(2)).isEqualTo(parameters.get(0));
  }

  @Test
  void saysWhatKeepsANetworkOnDl4jsEngine() {
    ComputationGraphConfiguration known = branches();
    assertThat(TrainingBackend.of("auto", known, List.of(new ScoreIterationListener(1))))
        .isEqualTo(new TrainingBackend(true, Optional.empty()));
    assertThat(TrainingBackend.of("nd4j", known, List.of()).torch()).isFalse();
    assertKept(recurrent(), "layer lstm (LSTM)");
    assertKept(
        ending(new DenseLayer.Builder().nOut(4).build(), new DenseLayer.Builder().nOut(4).build()),
        "the network ends in output, which is neither an OutputLayer nor a LossLayer");
    assertKept(
        ending(
            new DenseLayer.Builder().nOut(4).hasLayerNorm(true).build(),
            new LossLayer.Builder(LossFunction.MSE).build()),
        "layer middle (DenseLayer) has layer normalization");
    assertThatThrownBy(() -> TrainingBackend.of("torch", known, List.of(new Looking())))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("Looking looks into DL4J's own passes");
    assertThatThrownBy(() -> new TenchTrainingMaster.Builder(1, 1).backend("troch").build())
        .hasMessageContaining("the nearest is \"torch\"");
  }

  private static void assertKept(ComputationGraphConfiguration network, String reason) {
    TrainingBackend backend = TrainingBackend.of("auto", network, List.of());
    assertThat(backend.torch()).isFalse();
    assertThat(backend.obstacle().orElseThrow()).contains(reason, "set backend: nd4j");
    assertThatThrownBy(() -> TrainingBackend.of("torch", network, List.of()))
        .isInstanceOf(BadInputException.class)
        .hasMessage(backend.obstacle().orElseThrow());
  }

  private static final class Looking extends BaseTrainingListener {
    @Override
    public void onBackwardPass(Model model) {}
  }

  /** Of each DL4J mechanism that comes after the gradient: one. */
  private static MultiLayerConfiguration stack(IUpdater updater, double retain) {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .updater(updater)
        .l2(1e-3)
        .weightDecay(1e-3)
        .gradientNormalization(GradientNormalization.ClipL2PerLayer)
        .gradientNormalizationThreshold(0.5)
        .list()
        .layer(new ConvolutionLayer.Builder(3, 3).nOut(4).hasBias(false).build())
        .layer(new BatchNormalization.Builder().decay(0.8).useLogStd(false).build())
        .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
        .layer(
            new DenseLayer.Builder()
                .nOut(7)
                .activation(Activation.TANH)
                .dropOut(retain)
                .l1(1e-4)
                .build())
        .layer(new OutputLayer.Builder(LossFunction.MCXENT).nOut(CLASSES).build())
        .setInputType(InputType.convolutionalFlat(SIDE, SIDE, 1))
        .build();
  }

  private static ComputationGraphConfiguration branches() {
    return new NeuralNetConfiguration.Builder()
        .seed(4)
        .updater(new Adam(1e-3, 0.9, 0.999, 1e-4))
        .graphBuilder()
        .addInputs("input")
        .setInputTypes(InputType.convolutionalFlat(SIDE, SIDE, 1))
        .addLayer("left", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "input")
        .addLayer("right", new ConvolutionLayer.Builder(3, 3).nOut(4).build(), "input")
        .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "left", "right")
        .addLayer("norm", new BatchNormalization(), "sum")
        .addLayer("locked", new BatchNormalization.Builder().lockGammaBeta(true).build(), "norm")
        .addLayer(
            "output", new OutputLayer.Builder(LossFunction.MCXENT).nOut(CLASSES).build(), "locked")
        .setOutputs("output")
        .build();
  }

  private static ComputationGraphConfiguration recurrent() {
    return new NeuralNetConfiguration.Builder()
        .graphBuilder()
        .addInputs("input")
        .addLayer("lstm", new LSTM.Builder().nIn(2).nOut(4).build(), "input")
        .addLayer(
            "output",
            new RnnOutputLayer.Builder(LossFunction.MCXENT).nIn(4).nOut(2).build(),
            "lstm")
        .setOutputs("output")
        .build();
  }

  private static ComputationGraphConfiguration ending(Layer middle, Layer last) {
    return new NeuralNetConfiguration.Builder()
        .graphBuilder()
        .addInputs("input")
        .setInputTypes(InputType.feedForward(4))
        .addLayer("middle", middle, "input")
        .addLayer("output", last, "middle")
        .setOutputs("output")
        .build();
  }

  private static INDArray halfMask() {
    INDArray mask = Nd4j.ones(DataType.FLOAT, 8, 1);
    for (int row = 0; row < 8; row += 2) {
      mask.putScalar(row, 0, 0);
    }
    return mask;
  }

  private static List<DataSet> images(int count, DataType type) {
    Nd4j.getRandom().setSeed(count);
    List<DataSet> batches = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      INDArray images = Nd4j.randn(type, 8, SIDE * SIDE);
      INDArray labels = Nd4j.zeros(type, 8, CLASSES);
      for (int row = 0; row < 8; row++) {
        labels.putScalar(row, (index + row) % CLASSES, 1);
      }
      batches.add(new DataSet(images, labels));
    }
    return batches;
  }
}
