package io.tench.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.ImageShape;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

class ArchitectureTrainingTest {
  private static final int CLASSES = 4;
  private static final int IMAGES = 8;

  @ParameterizedTest
  @CsvSource({
    "lenet, 1, 28, 1e-3",
    "resnet-20, 3, 32, 1e-3",
    "resnet-18, 3, 32, 1e-3",
    "resnet-50, 3, 32, 1e-3",
    "squeezenet-1.1, 3, 40, 3e-4",
    "mobilenet-v1-0.25, 3, 32, 1e-3",
  })
  void learnsOneBatchByHeart(String name, int channels, int size, double rate) {
    ImageShape shape = new ImageShape(channels, size, size);
    ComputationGraphConfiguration configuration =
        Architecture.named(name).configuration(shape, CLASSES, 5);
    for (GraphVertex vertex : configuration.getVertices().values()) {
      if (vertex instanceof LayerVertex layer
          && layer.getLayerConf().getLayer() instanceof BaseLayer trained) {
        trained.setIUpdater(new Adam(rate));
      }
    }
    float[] parameters = InitialParameters.of(configuration, 5);
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init(Nd4j.createFromArray(parameters).reshape(1, parameters.length), false);
    DataSet batch = batch(shape);
    graph.fit(batch);
    double first = graph.score();
    double least = first;
    for (int step = 0; step < 100 && least > first / 2; step++) {
      graph.fit(batch);
      least = Math.min(least, graph.score());
    }
    assertThat(first).isBetween(0.5 * Math.log(CLASSES), 4 * Math.log(CLASSES));
    assertThat(least).isLessThanOrEqualTo(first / 2);
  }

  /** Noise, brighter from class to class. */
  private static DataSet batch(ImageShape shape) {
    Nd4j.getRandom().setSeed(3);
    INDArray images =
        Nd4j.randn(DataType.FLOAT, IMAGES, shape.channels(), shape.height(), shape.width());
    INDArray labels = Nd4j.zeros(DataType.FLOAT, IMAGES, CLASSES);
    for (int image = 0; image < IMAGES; image++) {
      labels.putScalar(image, image % CLASSES, 1);
      images.slice(image).addi(image % CLASSES);
    }
    return new DataSet(images, labels);
  }
}
