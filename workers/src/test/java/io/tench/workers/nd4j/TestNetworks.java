package io.tench.workers.nd4j;

import io.tench.datasets.Batch;
import io.tench.datasets.ImageShape;
import io.tench.models.Architecture;
import io.tench.models.InitialParameters;
import io.tench.workers.InnerOptimizer;
import io.tench.workers.NetworkSettings;
import java.nio.FloatBuffer;
import java.util.Random;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;

/** Networks and batches that are small enough to check by hand. */
final class TestNetworks {
  static final InnerOptimizer PLAIN = new InnerOptimizer.Sgd(0, false, 0);
  static final ImageShape TINY = new ImageShape(1, 2, 3);
  static final int CLASSES = 4;

  private TestNetworks() {}

  /** One dense softmax layer: weights {@code [6, 4]} in 'f' order, then biases. */
  static ComputationGraphConfiguration regression() {
    return new NeuralNetConfiguration.Builder()
        .graphBuilder()
        .addInputs("input")
        .addLayer(
            "fc",
            new OutputLayer.Builder().nOut(CLASSES).activation(Activation.SOFTMAX).build(),
            "input")
        .setOutputs("fc")
        .setInputTypes(InputType.convolutional(TINY.height(), TINY.width(), TINY.channels()))
        .build();
  }

  /** Convolution, batch norm, tanh, average pooling, dropout if asked for, dense softmax. */
  static ComputationGraphConfiguration convolutional(ImageShape input, boolean dropout) {
    var graph =
        new NeuralNetConfiguration.Builder()
            .graphBuilder()
            .addInputs("input")
            .addLayer(
                "conv",
                new ConvolutionLayer.Builder(3, 3)
                    .padding(1, 1)
                    .nOut(3)
                    .activation(Activation.IDENTITY)
                    .build(),
                "input")
            .addLayer(
                "norm",
                new BatchNormalization.Builder()
                    .useLogStd(false)
                    .decay(0.9)
                    .activation(Activation.TANH)
                    .build(),
                "conv")
            .addLayer(
                "pool",
                new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.AVG)
                    .kernelSize(2, 2)
                    .stride(2, 2)
                    .build(),
                "norm");
    if (dropout) {
      graph.addLayer("drop", new DropoutLayer(0.5), "pool");
    }
    ComputationGraphConfiguration configuration =
        graph
            .addLayer(
                "fc",
                new OutputLayer.Builder().nOut(CLASSES).activation(Activation.SOFTMAX).build(),
                dropout ? "drop" : "pool")
            .setOutputs("fc")
            .setInputTypes(InputType.convolutional(input.height(), input.width(), input.channels()))
            .build();
    // Adds the parameters' names, without which DL4J's JSON reader mistakes the running variance.
    new ComputationGraph(configuration).init();
    return configuration;
  }

  static NetworkSettings settings(
      ComputationGraphConfiguration configuration, ImageShape input, InnerOptimizer optimizer) {
    return new NetworkSettings(configuration.toJson(), input, CLASSES, 1, optimizer, 0, 0);
  }

  static NetworkSettings architecture(String name, ImageShape input, InnerOptimizer optimizer) {
    return settings(Architecture.named(name).configuration(input, CLASSES, 1), input, optimizer);
  }

  static float[] initial(NetworkSettings settings, long seed) {
    return InitialParameters.of(ComputationGraphConfiguration.fromJson(settings.json()), seed);
  }

  static float[] random(int length, Random random) {
    float[] values = new float[length];
    for (int index = 0; index < length; index++) {
      values[index] = (float) random.nextGaussian();
    }
    return values;
  }

  static Batch batch(ImageShape shape, int size, int capacity, Random random) {
    Batch batch = new Batch(shape, Batch.Layout.CHANNELS_FIRST, capacity);
    FloatBuffer images = batch.images();
    for (int index = 0; index < size; index++) {
      images.put(random(shape.values(), random));
      batch.labels()[index] = random.nextInt(CLASSES);
    }
    batch.setSize(size);
    return batch;
  }

  /** Images {@code from} to {@code to} of a batch, in one of their own. */
  static Batch part(Batch batch, int from, int to) {
    Batch part = new Batch(batch.shape(), batch.layout(), to - from);
    int values = batch.shape().values();
    part.images().put(batch.images().slice(from * values, (to - from) * values));
    System.arraycopy(batch.labels(), from, part.labels(), 0, to - from);
    part.setSize(to - from);
    return part;
  }
}
