package io.tench.models.transfer;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ImageShape;
import io.tench.models.NetworkDescription;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;

/**
 * A vertex whose activations are features.
 *
 * @param size values for each image
 */
public record FeatureLayer(String vertex, int size) implements Serializable {
  /**
   * The layer with this name, or the last one of the block or stage with this name.
   *
   * @throws BadInputException if the network has none; says which name is nearest
   */
  public static FeatureLayer of(NetworkDescription network, String name) {
    ComputationGraphConfiguration configuration = network.configuration();
    Set<String> named = new NamedLayers(configuration).named(name, "--layer");
    ImageShape shape = network.preprocessing().shape();
    InputType input = InputType.convolutional(shape.height(), shape.width(), shape.channels());
    String last = name;
    for (String vertex : configuration.getTopologicalOrderStr()) {
      last = named.contains(vertex) ? vertex : last;
    }
    List<String> outputs = configuration.getNetworkOutputs();
    if (outputs.contains(last)) {
      throw new BadInputException(
          "--layer names %s, which gives the classes themselves: name a layer before it."
              .formatted(last));
    }
    long size = configuration.getLayerActivationTypes(input).get(last).arrayElementsPerExample();
    return new FeatureLayer(last, Math.toIntExact(size));
  }
}
