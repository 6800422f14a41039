package io.tench.workers.torch;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.tench.datasets.ImageShape;
import io.tench.models.Architecture;
import io.tench.models.InitialParameters;
import io.tench.models.ParameterLayout;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;

/** Whole networks at small sizes, on both engines. */
class ArchitectureParityTest {
  private static final int CLASSES = 7;

  @ParameterizedTest(name = "{0} at {1} pixels")
  @CsvSource({
    "lenet, 28, 1",
    "alexnet, 64, 3",
    "vgg-11, 32, 3",
    "vgg-11-bn, 32, 3",
    "resnet-20, 16, 3",
    "resnet-18, 48, 3",
    "resnet-18-small, 16, 3",
    "resnet-50, 64, 3",
    "squeezenet-1.1, 48, 3",
    "mobilenet-v1-0.25, 64, 3"
  })
  void agreesWithDl4j(String name, int size, int channels) {
    ImageShape shape = new ImageShape(channels, size, size);
    ComputationGraphConfiguration configuration =
        Architecture.named(name).configuration(shape, CLASSES, 1);
    simplify(configuration, false);
    long floats = ParameterLayout.of(configuration).length();
    assumeThat(Runtime.getRuntime().maxMemory())
        .as("heap for several copies of %s's %d parameters", name, floats)
        .isGreaterThan(floats * Float.BYTES * 8);
    float[] parameters = InitialParameters.of(configuration, 3);
    new Comparison(configuration, shape, CLASSES, 4, parameters, 5).assertSameOutput();
    simplify(configuration, true);
    new Comparison(configuration, shape, CLASSES, 4, parameters, 5).assertSameStep();
  }

  /**
   * Takes dropout out, for which the engines draw different numbers, and for gradients the kink out
   * of ReLU: whether a value is 1e-7 above or below it is chance, and decides over a whole
   * gradient.
   */
  private static void simplify(ComputationGraphConfiguration configuration, boolean smooth) {
    for (GraphVertex vertex : configuration.getVertices().values()) {
      if (vertex instanceof LayerVertex layerVertex) {
        Layer layer = layerVertex.getLayerConf().getLayer();
        layer.setIDropout(null);
        if (smooth && layer instanceof ActivationLayer activation) {
          activation.setActivationFn(Activation.SWISH.getActivationFunction());
        }
      }
    }
  }
}
