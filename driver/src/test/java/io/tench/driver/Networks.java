package io.tench.driver;

import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Preprocessing;
import io.tench.models.Architecture;
import io.tench.models.Checkpoint;
import io.tench.models.Checkpoint.TrainingReport;
import io.tench.models.InitialParameters;
import io.tench.models.NetworkDescription;
import io.tench.models.OptimizerState;
import io.tench.models.TrainingPosition;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;

/** Networks and checkpoints for tests. */
public final class Networks {
  private Networks() {}

  /** For three classes of RGB images, 28 pixels wide and high for {@code lenet}. */
  public static NetworkDescription network(String architecture, int size) {
    ImageShape shape = new ImageShape(3, size, size);
    return new NetworkDescription(
        architecture,
        Architecture.named(architecture).configuration(shape, 3, 9).toJson(),
        LabelMap.ofNames(List.of("tench", "goldfish", "great white shark")),
        new Preprocessing(shape, size, ChannelStatistics.IMAGENET));
  }

  /**
   * As small as one with convolution, batch norm and dropout can be: for RGB images, {@code size}
   * pixels wide and high.
   */
  public static NetworkDescription tiny(int size) {
    ImageShape shape = new ImageShape(3, size, size);
    ComputationGraphConfiguration configuration =
        new NeuralNetConfiguration.Builder()
            .seed(9)
            .graphBuilder()
            .addInputs("input")
            .addLayer(
                "conv",
                new ConvolutionLayer.Builder(3, 3)
                    .nOut(2)
                    .hasBias(false)
                    .activation(Activation.IDENTITY)
                    .build(),
                "input")
            .addLayer(
                "norm",
                new BatchNormalization.Builder()
                    .useLogStd(false)
                    .decay(0.9)
                    .activation(Activation.RELU)
                    .build(),
                "conv")
            .addLayer("drop", new DropoutLayer(0.5), "norm")
            .addLayer(
                "fc",
                new OutputLayer.Builder().nOut(3).activation(Activation.SOFTMAX).build(),
                "drop")
            .setOutputs("fc")
            .setInputTypes(InputType.convolutional(size, size, 3))
            .build();
    // Adds the parameters' names, without which DL4J's JSON reader mistakes the running variance.
    new ComputationGraph(configuration).init();
    return new NetworkDescription(
        "tiny",
        configuration.toJson(),
        LabelMap.ofNames(List.of("tench", "goldfish", "great white shark")),
        new Preprocessing(shape, size, ChannelStatistics.IMAGENET));
  }

  /** Round 0 with random parameters. */
  public static Checkpoint initial(NetworkDescription network, String configuration) {
    return new Checkpoint(
        network,
        TrainingPosition.START,
        vector(Math.toIntExact(network.layout().length()), 1),
        OptimizerState.NONE,
        OptimizerState.NONE,
        new TrainingReport(7, configuration, 0, 0, Optional.empty(), Optional.empty(), "test"));
  }

  /** Round 0 with the parameters that training starts from: images get different probabilities. */
  public static Checkpoint untrained(NetworkDescription network) {
    return new Checkpoint(
        network,
        TrainingPosition.START,
        InitialParameters.of(network.configuration(), 1),
        OptimizerState.NONE,
        OptimizerState.NONE,
        new TrainingReport(7, "run: x\n", 0, 0, Optional.empty(), Optional.empty(), "test"));
  }

  public static float[] vector(int length, long seed) {
    Random random = new Random(seed);
    float[] vector = new float[length];
    for (int index = 0; index < length; index++) {
      vector[index] = (float) random.nextGaussian();
    }
    return vector;
  }
}
