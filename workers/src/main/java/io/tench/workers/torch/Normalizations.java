package io.tench.workers.torch;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.global.torch;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;

/** Batch and local response normalization. */
final class Normalizations {
  private Normalizations() {}

  /**
   * Batch normalization (Ioffe and Szegedy, ICML 2015, algorithms 1 and 2). Training normalizes by
   * the batch; see {@link RunningStatistics} for what becomes of its mean and variance.
   */
  static Operation batch(Site site) {
    BatchNormalization layer = site.as(BatchNormalization.class);
    site.requireChannelsFirst(layer.getCnn2DFormat());
    site.require(
        !layer.isLockGammaBeta() || (layer.getGamma() == 1 && layer.getBeta() == 0),
        "locked gamma and beta other than 1 and 0");
    TensorOptional gamma = site.parameters().optional(site.vertex(), "gamma");
    TensorOptional beta = site.parameters().optional(site.vertex(), "beta");
    TensorOptional mean = site.parameters().optional(site.vertex(), "mean");
    TensorOptional variance = site.parameters().optional(site.vertex(), "var");
    double epsilon = layer.getEps();
    Operation inference =
        (inputs, pass) ->
            new Tensor(
                torch
                    .native_batch_norm(inputs[0], gamma, beta, mean, variance, false, 0, epsilon)
                    .get0());
    if (site.parameters().frozen(site.vertex())) {
      return inference;
    }
    RunningStatistics.OfLayer running =
        site.parameters().statistics(site.vertex(), layer.getDecay());
    return (inputs, pass) -> {
      if (!pass.training()) {
        return inference.apply(inputs, pass);
      }
      // With momentum 1 libtorch leaves the batch's own statistics in the last two tensors.
      Tensor output =
          new Tensor(
              torch
                  .native_batch_norm(
                      inputs[0],
                      gamma,
                      beta,
                      running.batchMean(),
                      running.batchVariance(),
                      true,
                      1,
                      epsilon)
                  .get0());
      running.observed(inputs[0].numel() / inputs[0].size(1));
      return output;
    };
  }

  /**
   * Local response normalization (Krizhevsky et al., NeurIPS 2012, section 3.3): {@code y = x / (k
   * + alpha * s)^beta}, where s sums x² over n / 2 channels to each side. The window's sum is a
   * convolution with a band of ones. The gradient is the true one; DL4J's takes the denominators of
   * the neighbours to be equal, which changes the last digits.
   */
  static Operation localResponse(Site site) {
    LocalResponseNormalization layer = site.as(LocalResponseNormalization.class);
    site.requireChannelsFirst(layer.getDataFormat());
    long reach = (long) layer.getN() / 2;
    double alpha = layer.getAlpha();
    double beta = layer.getBeta();
    double k = layer.getK();
    return (inputs, pass) -> {
      Tensor input = inputs[0].to(torch.ScalarType.Float);
      long channels = input.size(1);
      Tensor band =
          torch
              .ones(new long[] {channels, channels}, input.options())
              .triu(-reach)
              .tril(reach)
              .view(channels, channels, 1, 1);
      Tensor sums = torch.conv2d(input.square(), band);
      Tensor scale = sums.mul(new Scalar(alpha)).add(new Scalar(k));
      return input.mul(scale.pow(new Scalar(-beta)));
    };
  }
}
