package io.tench.workers.torch;

import java.util.Set;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.activations.impl.ActivationSoftmax;
import org.nd4j.linalg.lossfunctions.ILossFunction;
import org.nd4j.linalg.lossfunctions.impl.LossMCXENT;
import org.nd4j.linalg.lossfunctions.impl.LossNegativeLogLikelihood;

/** Fully connected layers. Those that end a network give logits: their activation is the loss's. */
final class DenseLayers {
  private static final Set<Class<?>> CROSS_ENTROPIES =
      Set.of(LossMCXENT.class, LossNegativeLogLikelihood.class);

  private DenseLayers() {}

  static Operation hidden(Site site) {
    DenseLayer layer = site.as(DenseLayer.class);
    site.require(!layer.hasLayerNorm(), "layer normalization");
    return linear(site, layer).then(Activations.of(site, layer.getActivationFn(), true));
  }

  static Operation output(Site site) {
    return linear(site, site.as(OutputLayer.class));
  }

  static Operation loss(Site site) {
    return Operations.IDENTITY;
  }

  private static Operation linear(Site site, FeedForwardLayer layer) {
    Tensor weight = site.parameter("W");
    TensorOptional bias = site.parameters().optional(site.vertex(), "b");
    return Dropouts.before(
        site,
        layer,
        (inputs, pass) ->
            torch.linear(pass.factor(inputs[0]), pass.factor(weight), pass.factor(bias)));
  }

  /** Checks that a network's last layer is softmax with cross-entropy. */
  static void requireCrossEntropy(Site site) {
    if (site.configuration() instanceof LossLayer layer) {
      requireCrossEntropy(site, layer.getActivationFn(), layer.getLossFn());
    } else {
      OutputLayer layer = site.as(OutputLayer.class);
      requireCrossEntropy(site, layer.getActivationFn(), layer.getLossFn());
    }
  }

  private static void requireCrossEntropy(Site site, IActivation activation, ILossFunction loss) {
    site.require(
        activation instanceof ActivationSoftmax, "the output activation %s".formatted(activation));
    site.require(
        CROSS_ENTROPIES.contains(loss.getClass()) && ((LossMCXENT) loss).getWeights() == null,
        "the loss %s".formatted(loss));
  }
}
