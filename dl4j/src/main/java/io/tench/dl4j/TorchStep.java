package io.tench.dl4j;

import io.tench.workers.torch.TorchGradient;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.BaseLayer;
import org.deeplearning4j.nn.conf.layers.BaseOutputLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/**
 * libtorch's part in a step of a DL4J network: forwards to the last layer's activation and back.
 * Activation, loss and masks of labels are DL4J's own code, as is all that follows the gradient.
 */
final class TorchStep implements AutoCloseable {
  private final TorchGradient torch;
  private final Gradient gradient;
  private final IActivation activation;
  private final ILossFunction loss;
  private final boolean mean;
  private int threads;
  private double sum;

  /** A network whose gradient a {@link TorchStep} computes. */
  interface Driven {
    TorchStep torch();
  }

  /**
   * For a network that has its vectors.
   *
   * @param configuration the network as a graph
   * @param layers by the names under which its updater knows them
   * @param last the layer that the loss is of
   */
  TorchStep(
      ComputationGraphConfiguration configuration,
      Model network,
      INDArray gradients,
      Map<String, Layer> layers,
      Layer last) {
    BaseLayer output = (BaseLayer) last.conf().getLayer();
    activation = output.getActivationFn();
    loss =
        output instanceof LossLayer plain
            ? plain.getLossFn()
            : ((BaseOutputLayer) output).getLossFn();
    mean = last.conf().isMiniBatch();
    gradient = new DefaultGradient(gradients);
    layers.forEach(this::addGradients);
    torch = new TorchGradient(configuration, network.params(), gradients);
  }

  private void addGradients(String name, Layer layer) {
    if (layer.numParams() > 0) {
      NeuralNetConfiguration conf = layer.conf();
      conf.getLayer()
          .initializer()
          .getGradientsFromFlattened(conf, layer.getGradientsViewArray())
          .forEach((key, view) -> gradient.setGradientFor(name + "_" + key, view));
    }
  }

  /**
   * Before a replica's first step.
   *
   * @param seed of dropout
   * @param threads that libtorch may use
   */
  void start(long seed, int threads) {
    torch.seed(seed);
    this.threads = threads;
  }

  /** The network's gradient, as its updater takes it: always the same views. */
  Gradient gradient() {
    return gradient;
  }

  /**
   * Computes a batch's gradient.
   *
   * @param labelMask null for none
   * @return the loss as DL4J scores it, without regularization
   */
  double compute(INDArray features, INDArray labels, INDArray labelMask) {
    torch.compute(
        features,
        threads,
        outputs -> {
          sum = loss.computeScore(labels, outputs, activation, labelMask, false);
          return loss.computeGradient(labels, outputs, activation, labelMask);
        });
    return mean ? sum / features.size(0) : sum;
  }

  @Override
  public void close() {
    torch.close();
  }
}
