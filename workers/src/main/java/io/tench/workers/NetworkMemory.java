package io.tench.workers;

import io.tench.models.ParameterLayout;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;

/**
 * Bytes that one network takes outside of Java's heap while it trains. An estimate: {@code
 * docs/performance.md} has it beside measured peaks.
 *
 * @param parameters with their gradient, what the optimizer keeps, and a copy in DL4J's order
 * @param activations of a whole batch, with the engine's own buffers for them
 */
public record NetworkMemory(long parameters, long activations) {
  /** What libtorch or nd4j, OpenCV and Java itself take, once a process. */
  public static final long LIBRARIES = 450L << 20;

  /** Vectors beside the optimizer's: parameters, gradient, copy. */
  private static final int VECTORS = 3;

  /** The memory of a network in this engine, with batches of this size. */
  public static NetworkMemory of(String backend, NetworkSettings settings, int batchSize) {
    ComputationGraphConfiguration configuration = ClassifierConfiguration.of(settings);
    long length = ParameterLayout.of(configuration).length();
    InputType input =
        InputType.convolutional(
            settings.input().height(), settings.input().width(), settings.input().channels());
    long values =
        configuration.getLayerActivationTypes(input).values().stream()
            .mapToLong(InputType::arrayElementsPerExample)
            .sum();
    return new NetworkMemory(
        (VECTORS + settings.optimizer().vectors()) * length * Float.BYTES,
        Math.round(copies(backend) * values * batchSize * Float.BYTES));
  }

  /** How often an engine holds the outputs of all layers and vertices: medians of measurements. */
  private static double copies(String backend) {
    return backend.equals("nd4j") ? 4 : 1.1;
  }
}
