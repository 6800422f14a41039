package io.tench.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.ImageShape;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What single layers compute, against PyTorch's definition of them. */
class NetworkBuilderTest {
  @Test
  void poolsAdaptivelyByAveragesWhereTheSizeIsAMultiple() {
    NetworkBuilder network = new NetworkBuilder("test", new ImageShape(1, 4, 4), 1);
    FeatureMap pooled = network.adaptiveAveragePooling("pool", network.input(), 2);
    assertThat(activations(network, pooled, 4, 4).data().asFloat())
        .containsExactly(2.5f, 4.5f, 10.5f, 12.5f);
  }

  @Test
  void poolsAdaptivelyByRepetitionWhereTheSizeIsADivisor() {
    NetworkBuilder network = new NetworkBuilder("test", new ImageShape(1, 1, 2), 1);
    FeatureMap pooled = network.adaptiveAveragePooling("pool", network.input(), 2);
    assertThat(activations(network, pooled, 1, 2).data().asFloat()).containsExactly(0, 1, 0, 1);
  }

  @Test
  void shortensACifarShortcutToEverySecondPixelAndZeros() {
    NetworkBuilder network = new NetworkBuilder("test", new ImageShape(1, 3, 3), 1);
    FeatureMap half = network.averagePooling("subsample", network.input(), new Window(1, 2, 0));
    FeatureMap shortcut = network.concatenation("shortcut", half, network.zeros("zeros", half));
    assertThat(activations(network, shortcut, 3, 3).data().asFloat())
        .containsExactly(0, 2, 6, 8, 0, 0, 0, 0);
  }

  /** The output of {@code map} for one gray image with the values 0, 1, 2, …. */
  private static INDArray activations(
      NetworkBuilder network, FeatureMap map, int height, int width) {
    network.output("fc", map, 2, WeightInitialization.PYTORCH_DEFAULT);
    ComputationGraph graph = new ComputationGraph(network.build());
    graph.init();
    INDArray image =
        Nd4j.arange(height * width).castTo(DataType.FLOAT).reshape(1, 1, height, width);
    Map<String, INDArray> activations = graph.feedForward(image, false);
    return activations.get(map.vertex()).dup('c');
  }
}
