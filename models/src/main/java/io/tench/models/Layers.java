package io.tench.models;

import org.deeplearning4j.nn.conf.distribution.Distribution;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.weights.WeightInitDistribution;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** DL4J's layers with the settings that make them compute what PyTorch's do. */
final class Layers {
  private Layers() {}

  static Layer convolution(
      int in, int out, Window window, boolean bias, WeightInitialization initialization) {
    return new ConvolutionLayer.Builder(square(window.size()))
        .stride(square(window.stride()))
        .padding(square(window.padding()))
        .nIn(in)
        .nOut(out)
        .hasBias(bias)
        .weightInit(drawn(initialization.distribution(in * window.area(), out * window.area())))
        .build();
  }

  /** A filter for each channel (Howard et al., 1704.04861, eq. 3), without bias. */
  static Layer depthwiseConvolution(
      int channels, Window window, WeightInitialization initialization) {
    return new DepthwiseConvolution2D.Builder(square(window.size()))
        .stride(square(window.stride()))
        .padding(square(window.padding()))
        .nIn(channels)
        .nOut(channels)
        .depthMultiplier(1)
        .hasBias(false)
        .weightInit(drawn(initialization.distribution(window.area(), window.area())))
        .build();
  }

  /** Epsilon 1e-5; the running statistics keep 0.9 of their value each step (PyTorch's 0.1). */
  static Layer batchNormalization() {
    return new BatchNormalization.Builder().decay(0.9).eps(1e-5).useLogStd(false).build();
  }

  static Layer pooling(PoolingType type, Window window) {
    return new SubsamplingLayer.Builder(
            type, square(window.size()), square(window.stride()), square(window.padding()))
        .build();
  }

  /** Averages over areas of this height and width that do not overlap. */
  static Layer areaAverages(int height, int width) {
    int[] area = {height, width};
    return new SubsamplingLayer.Builder(PoolingType.AVG, area, area, square(0)).build();
  }

  static Layer dense(int in, int out, WeightInitialization initialization) {
    return new DenseLayer.Builder()
        .nIn(in)
        .nOut(out)
        .weightInit(drawn(initialization.distribution(in, out)))
        .build();
  }

  /** Fully connected, softmax, cross-entropy. */
  static Layer output(int in, int classes, WeightInitialization initialization) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .activation(Activation.SOFTMAX)
        .nIn(in)
        .nOut(classes)
        .weightInit(drawn(initialization.distribution(in, classes)))
        .build();
  }

  /** Softmax and cross-entropy. */
  static Layer loss() {
    return new LossLayer.Builder(LossFunction.MCXENT).activation(Activation.SOFTMAX).build();
  }

  private static WeightInitDistribution drawn(Distribution distribution) {
    return new WeightInitDistribution(distribution);
  }

  private static int[] square(int side) {
    return new int[] {side, side};
  }
}
