package io.tench.workers;

import io.tench.datasets.ImageShape;
import io.tench.models.transfer.LayerRates;
import java.io.Serializable;
import java.util.Objects;

/**
 * What a backend needs to build a network and train it.
 *
 * @param json the DL4J {@code ComputationGraphConfiguration}
 * @param classes length of the output
 * @param threads that the engine may use for this network
 * @param labelSmoothing ε: the target is {@code 1 - ε + ε / classes} for the true class and {@code
 *     ε / classes} for others (Szegedy et al., CVPR 2016, section 7)
 * @param gradientClip greatest L2 norm of the whole gradient, or 0 for no bound
 * @param rates which layers are frozen, and which learn slower
 * @param compute with which numbers and where it computes
 */
public record NetworkSettings(
    String json,
    ImageShape input,
    int classes,
    int threads,
    InnerOptimizer optimizer,
    double labelSmoothing,
    double gradientClip,
    LayerRates rates,
    Compute compute)
    implements Serializable {
  public NetworkSettings {
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be >= 1, was " + threads);
    }
    if (!(labelSmoothing >= 0 && labelSmoothing < 1)) {
      throw new IllegalArgumentException(
          "label-smoothing must be in [0, 1), was " + labelSmoothing);
    }
    if (!(gradientClip >= 0)) {
      throw new IllegalArgumentException("gradient-clip must be >= 0, was " + gradientClip);
    }
    Objects.requireNonNull(rates, "rates");
    Objects.requireNonNull(compute, "compute");
  }

  /** Settings in which all layers learn at the learning rate, in float32 on the CPU. */
  public NetworkSettings(
      String json,
      ImageShape input,
      int classes,
      int threads,
      InnerOptimizer optimizer,
      double labelSmoothing,
      double gradientClip) {
    this(
        json,
        input,
        classes,
        threads,
        optimizer,
        labelSmoothing,
        gradientClip,
        LayerRates.EVEN,
        Compute.PLAIN);
  }

  /** The same with other rates. */
  public NetworkSettings withRates(LayerRates others) {
    return new NetworkSettings(
        json, input, classes, threads, optimizer, labelSmoothing, gradientClip, others, compute);
  }

  /** The same with other numbers, or elsewhere. */
  public NetworkSettings withCompute(Compute other) {
    return new NetworkSettings(
        json, input, classes, threads, optimizer, labelSmoothing, gradientClip, rates, other);
  }
}
