package io.tench.workers.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tench.datasets.Batch;
import io.tench.datasets.ImageShape;
import io.tench.models.Architecture;
import io.tench.models.OptimizerState;
import io.tench.workers.Compute;
import io.tench.workers.Device;
import io.tench.workers.InnerOptimizer;
import io.tench.workers.Network;
import io.tench.workers.NetworkSettings;
import io.tench.workers.Precision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

class MixedPrecisionTest {
  private static final ImageShape SHAPE = new ImageShape(3, 32, 32);
  private static final int CLASSES = 5;
  private static final int STEPS = 3;

  @BeforeEach
  void assumeBfloat16() {
    assumeTrue(CpuFeatures.haveBfloat16(), "this CPU has no bfloat16");
  }

  /** Losses, and the parameters after the last step. */
  private static final class Run {
    private final List<Double> losses = new ArrayList<>();
    private final float[] parameters;

    private Run(int length) {
      parameters = new float[length];
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"resnet-8", "mobilenet-v1-0.25", "squeezenet-1.1"})
  void staysNearFloat32AndComesOutTheSameTwice(String architecture) {
    compare(Architecture.named(architecture).configuration(SHAPE, CLASSES, 1));
  }

  @Test
  void bearsLayersThatComputeInFloat32() {
    compare(
        new NeuralNetConfiguration.Builder()
            .convolutionMode(ConvolutionMode.Same)
            .graphBuilder()
            .addInputs("input")
            .setInputTypes(InputType.convolutional(32, 32, 3))
            .addLayer("one", new ConvolutionLayer.Builder(3, 3).nOut(8).build(), "input")
            .addLayer("local", new LocalResponseNormalization.Builder().build(), "one")
            .addLayer(
                "average",
                new SubsamplingLayer.Builder(
                        SubsamplingLayer.PoolingType.AVG, new int[] {3, 3}, new int[] {2, 2})
                    .build(),
                "local")
            .addLayer(
                "two",
                new ConvolutionLayer.Builder(3, 3).nOut(8).activation(Activation.SELU).build(),
                "average")
            .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "two", "average")
            .addLayer(
                "hidden",
                new DenseLayer.Builder().nOut(32).activation(Activation.RELU).dropOut(0.8).build(),
                "sum")
            .addLayer(
                "output",
                new OutputLayer.Builder(LossFunction.MCXENT)
                    .nOut(CLASSES)
                    .activation(Activation.SOFTMAX)
                    .build(),
                "hidden")
            .setOutputs("output")
            .build());
  }

  private static void compare(ComputationGraphConfiguration configuration) {
    float[] start = Comparison.randomParameters(configuration, 3);
    InnerOptimizer optimizer = new InnerOptimizer.Sgd(0.9, true, 5e-4);
    NetworkSettings float32 =
        new NetworkSettings(configuration.toJson(), SHAPE, CLASSES, 1, optimizer, 0.1, 1);
    NetworkSettings bfloat16 = float32.withCompute(new Compute(Precision.BFLOAT16, Device.CPU));
    Run expected = run(float32, start);
    Run actual = run(bfloat16, start);
    Run again = run(bfloat16, start);
    assertThat(again.losses).isEqualTo(actual.losses);
    assertThat(Arrays.equals(again.parameters, actual.parameters)).isTrue();
    double loss = expected.losses.get(0);
    assertThat(actual.losses.get(0)).isCloseTo(loss, offset(0.15 * loss));
    // Random parameters amplify each rounding; at 0 nothing would have been computed in bfloat16.
    double change = distance(expected.parameters, start);
    assertThat(distance(actual.parameters, expected.parameters) / change).isBetween(1e-4, 0.6);
  }

  private static double distance(float[] one, float[] other) {
    double squares = 0;
    for (int index = 0; index < one.length; index++) {
      squares += Math.pow(one[index] - other[index], 2);
    }
    return Math.sqrt(squares);
  }

  private static Run run(NetworkSettings settings, float[] start) {
    try (Network network = new TorchBackend().open(settings)) {
      network.load(start, OptimizerState.NONE, 17);
      Random random = new Random(23);
      Run result = new Run(start.length);
      for (int step = 0; step < STEPS; step++) {
        Batch batch = Comparison.randomBatch(SHAPE, CLASSES, 8, random);
        result.losses.add(network.train(batch, 0.01).loss());
      }
      network.parameters(result.parameters);
      return result;
    }
  }
}
