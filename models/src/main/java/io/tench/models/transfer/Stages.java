package io.tench.models.transfer;

import io.tench.datasets.ImageShape;
import io.tench.models.NetworkDescription;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;

/**
 * A network's layers with parameters by stages: those with feature maps of one size, from the
 * input's on, then fully connected ones, then the head.
 */
final class Stages {
  private Stages() {}

  static List<List<String>> of(NetworkDescription network) {
    ComputationGraphConfiguration configuration = network.configuration();
    ImageShape shape = network.preprocessing().shape();
    Map<String, InputType> types =
        configuration.getLayerActivationTypes(
            InputType.convolutional(shape.height(), shape.width(), shape.channels()));
    String head = Head.of(configuration);
    Map<Long, List<String>> byArea = new TreeMap<>(Comparator.reverseOrder());
    for (String vertex : configuration.getTopologicalOrderStr()) {
      if (configuration.getVertices().containsKey(vertex)
          && configuration.getVertices().get(vertex).numParams(false) > 0
          && !vertex.equals(head)) {
        byArea.computeIfAbsent(area(types.get(vertex)), area -> new ArrayList<>()).add(vertex);
      }
    }
    List<List<String>> stages = new ArrayList<>(byArea.values());
    stages.add(List.of(head));
    return stages;
  }

  /** Of a channel, in values; 0 where there are none. */
  private static long area(InputType type) {
    return type instanceof InputType.InputTypeConvolutional map
        ? map.getHeight() * map.getWidth()
        : 0;
  }
}
