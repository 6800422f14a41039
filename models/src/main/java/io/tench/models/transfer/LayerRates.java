package io.tench.models.transfer;

import io.tench.models.ParameterLayout;
import io.tench.models.ParameterSlice;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How fast each layer learns. What is frozen does not change at all: neither a gradient nor weight
 * decay nor momentum moves its parameters, its batch norm keeps its running statistics and
 * normalises by them in training too, and its dropout is off.
 *
 * @param frozen vertices, layers and others; with each of them all that it is computed from
 * @param factors of the learning rate by layer, above 0; 1 for a layer that is not here
 */
public record LayerRates(Set<String> frozen, Map<String, Double> factors) implements Serializable {
  /** All layers learn at the learning rate. */
  public static final LayerRates EVEN = new LayerRates(Set.of(), Map.of());

  public LayerRates {
    frozen = Set.copyOf(frozen);
    factors = Map.copyOf(factors);
    factors.forEach(LayerRates::requirePositive);
  }

  private static void requirePositive(String layer, double factor) {
    if (!(factor > 0 && factor < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the factor of layer %s must be > 0, was %s".formatted(layer, factor));
    }
  }

  /** True if nothing of this vertex changes in training. */
  public boolean freezes(String vertex) {
    return frozen.contains(vertex);
  }

  /** What the learning rate is multiplied by for this layer's parameters: 0 if it is frozen. */
  public double of(String layer) {
    return freezes(layer) ? 0 : factors.getOrDefault(layer, 1.0);
  }

  /** The frozen parameters and statistics of a network, in the order of its flat vector. */
  public List<ParameterSlice> frozen(ParameterLayout layout) {
    return layout.slices().stream().filter(slice -> freezes(slice.layer())).toList();
  }
}
