package io.tench.models.transfer;

import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;

/** The layer that has a value for each class: the last one with parameters. */
final class Head {
  private Head() {}

  /**
   * The head's name.
   *
   * @throws IllegalArgumentException if the network does not end in one
   */
  static String of(ComputationGraphConfiguration configuration) {
    String name = configuration.getNetworkOutputs().get(0);
    while (configuration.getVertices().get(name).numParams(false) == 0) {
      List<String> inputs = configuration.getVertexInputs().get(name);
      if (inputs.size() != 1 || !configuration.getVertices().containsKey(inputs.get(0))) {
        throw new IllegalArgumentException(
            "the network does not end in one layer that has a value for each class");
      }
      name = inputs.get(0);
    }
    return name;
  }

  /** Gives the head an output for each of {@code classes}. */
  static void resize(ComputationGraphConfiguration configuration, int classes) {
    GraphVertex vertex = configuration.getVertices().get(of(configuration));
    if (vertex instanceof LayerVertex layer
        && layer.getLayerConf().getLayer() instanceof FeedForwardLayer head) {
      head.setNOut(classes);
    } else {
      throw new IllegalArgumentException("the network's head is %s".formatted(vertex));
    }
  }
}
