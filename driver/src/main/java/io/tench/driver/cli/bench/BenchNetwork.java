package io.tench.driver.cli.bench;

import io.tench.datasets.ImageShape;
import io.tench.datasets.Preprocessing;
import io.tench.datasets.ShardManifest;
import io.tench.models.NetworkDescription;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.distribution.NormalDistribution;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** One hidden layer on small images: many parameters for little work, so that transport shows. */
record BenchNetwork(String name, int size, int hidden) {
  static final int CLASSES = 10;

  /** Of 5 thousand and of 25 million parameters. */
  static final List<BenchNetwork> BOTH =
      List.of(new BenchNetwork("5 thousand", 8, 26), new BenchNetwork("25 million", 32, 8129));

  int inputs() {
    return 3 * size * size;
  }

  long parameters() {
    return (inputs() + 1L) * hidden + (hidden + 1L) * CLASSES;
  }

  ComputationGraphConfiguration configuration(IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .updater(updater)
        .weightInit(new NormalDistribution(0, 0.01))
        .graphBuilder()
        .addInputs("input")
        .setInputTypes(InputType.convolutional(size, size, 3))
        .addLayer(
            "hidden",
            new DenseLayer.Builder().nOut(hidden).activation(Activation.RELU).build(),
            "input")
        .addLayer(
            "output",
            new OutputLayer.Builder(LossFunction.MCXENT)
                .nOut(CLASSES)
                .activation(Activation.SOFTMAX)
                .build(),
            "hidden")
        .setOutputs("output")
        .build();
  }

  ImageShape shape() {
    return new ImageShape(3, size, size);
  }

  /** For a data set of {@link #CLASSES}. */
  NetworkDescription description(ShardManifest data) {
    return new NetworkDescription(
        name,
        configuration(new NoOp()).toJson(),
        data.labels(),
        new Preprocessing(shape(), size, data.channels().withChannels(3)));
  }
}
