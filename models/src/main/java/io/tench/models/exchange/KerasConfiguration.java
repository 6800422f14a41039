package io.tench.models.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tench.datasets.ImageShape;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a Keras model's own description says that its weights do not.
 *
 * @param input the shape of its images, where it fixes one
 * @param epsilons of its batch norms, by layer
 */
record KerasConfiguration(Optional<ImageShape> input, Map<String, Double> epsilons) {
  /** Of a file with weights alone. */
  static final KerasConfiguration NONE = new KerasConfiguration(Optional.empty(), Map.of());

  /** The default of Keras's {@code BatchNormalization}. */
  private static final double USUAL_EPSILON = 1e-3;

  KerasConfiguration {
    epsilons = Map.copyOf(epsilons);
  }

  /**
   * Reads {@code model.to_json()}.
   *
   * @throws IllegalArgumentException if it is no JSON
   */
  static KerasConfiguration read(String json) {
    JsonNode layers;
    try {
      layers = new ObjectMapper().readTree(json).path("config").path("layers");
    } catch (JsonProcessingException broken) {
      throw new IllegalArgumentException("its model_config is not JSON", broken);
    }
    Optional<ImageShape> input = Optional.empty();
    Map<String, Double> epsilons = new HashMap<>();
    for (JsonNode layer : layers) {
      JsonNode settings = layer.path("config");
      if (settings.path("epsilon").isNumber()) {
        epsilons.put(settings.path("name").asText(), settings.path("epsilon").asDouble());
      }
      if (input.isEmpty()) {
        input =
            input(settings.path("batch_input_shape")).or(() -> input(settings.path("batch_shape")));
      }
    }
    return new KerasConfiguration(input, epsilons);
  }

  /** {@code [null, height, width, channels]}. */
  private static Optional<ImageShape> input(JsonNode shape) {
    boolean fixed = shape.size() == 4;
    for (int axis = 1; axis < shape.size(); axis++) {
      fixed &= shape.path(axis).asInt() > 0;
    }
    return fixed
        ? Optional.of(
            new ImageShape(shape.path(3).asInt(), shape.path(1).asInt(), shape.path(2).asInt()))
        : Optional.empty();
  }

  /** What this batch norm adds to its variances. */
  double epsilon(String layer) {
    return epsilons.getOrDefault(layer, USUAL_EPSILON);
  }
}
