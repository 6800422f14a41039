package io.tench.dl4j;

import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Nesterovs;

/** Networks for the embedded sample, as users of dl4j-spark write them. */
final class Programs {
  private Programs() {}

  /** 784-64-10. */
  static MultiLayerConfiguration perceptron() {
    return base()
        .list()
        .layer(new DenseLayer.Builder().nOut(64).build())
        .layer(output())
        .setInputType(InputType.feedForward(FashionSample.VALUES))
        .build();
  }

  /** DL4J's example: 5x5 convolutions of 20 and 50 channels, each pooled, and 500 hidden units. */
  static MultiLayerConfiguration leNet() {
    return base()
        .list()
        .layer(new ConvolutionLayer.Builder(5, 5).nOut(20).build())
        .layer(pooling())
        .layer(new ConvolutionLayer.Builder(5, 5).nOut(50).build())
        .layer(pooling())
        .layer(new DenseLayer.Builder().nOut(500).build())
        .layer(output())
        .setInputType(InputType.convolutionalFlat(FashionSample.SIDE, FashionSample.SIDE, 1))
        .build();
  }

  private static NeuralNetConfiguration.Builder base() {
    return new NeuralNetConfiguration.Builder()
        .seed(1)
        .activation(Activation.RELU)
        .updater(new Nesterovs(0.02, 0.9));
  }

  private static SubsamplingLayer pooling() {
    return new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build();
  }

  private static OutputLayer output() {
    return new OutputLayer.Builder()
        .nOut(FashionSample.CLASSES)
        .activation(Activation.SOFTMAX)
        .build();
  }
}
