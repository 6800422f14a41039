package io.tench.workers;

import io.tench.datasets.ImageShape;
import java.io.Serializable;

/**
 * What a backend needs to build a network and train it.
 *
 * @param json the DL4J {@code ComputationGraphConfiguration}
 * @param classes length of the output
 * @param threads that the engine may use for this network
 * @param labelSmoothing ε: the target is {@code 1 - ε + ε / classes} for the true class and {@code
 *     ε / classes} for others (Szegedy et al., CVPR 2016, section 7)
 * @param gradientClip greatest L2 norm of the whole gradient, or 0 for no bound
 */
public record NetworkSettings(
    String json,
    ImageShape input,
    int classes,
    int threads,
    InnerOptimizer optimizer,
    double labelSmoothing,
    double gradientClip)
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
  }
}
