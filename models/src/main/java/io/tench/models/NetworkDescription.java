package io.tench.models;

import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Preprocessing;
import java.io.Serializable;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.LossLayer;

/**
 * A network without its numbers: what one needs, besides the parameters, to classify an image.
 *
 * @param architecture the name that built it: {@code resnet-50}
 * @param json DL4J's {@code ComputationGraphConfiguration}
 */
public record NetworkDescription(
    String architecture, String json, LabelMap labels, Preprocessing preprocessing)
    implements Serializable {
  /**
   * DL4J's configuration, a new one each time: DL4J writes into it when it builds a network.
   *
   * @throws IllegalArgumentException if the JSON is none of DL4J's
   */
  public ComputationGraphConfiguration configuration() {
    try {
      return ComputationGraphConfiguration.fromJson(json);
    } catch (RuntimeException broken) {
      throw new IllegalArgumentException("it is not a DL4J configuration", broken);
    }
  }

  /**
   * Where the network's parameters lie.
   *
   * @throws IllegalArgumentException if the network does not take images of the preprocessing's
   *     shape, or does not tell as many classes apart as there are labels
   */
  public ParameterLayout layout() {
    ComputationGraphConfiguration configuration = configuration();
    ParameterLayout layout = ParameterLayout.of(configuration);
    ImageShape shape = preprocessing.shape();
    // DL4J fits the layers to the shape; a network that is made for it comes out as it was.
    Map<String, InputType> types =
        configuration.getLayerActivationTypes(
            InputType.convolutional(shape.height(), shape.width(), shape.channels()));
    if (!ParameterLayout.of(configuration).slices().equals(layout.slices())) {
      throw new IllegalArgumentException("the network does not take images of " + shape);
    }
    long classes = types.get(scores(configuration)).arrayElementsPerExample();
    if (classes != labels.size()) {
      throw new IllegalArgumentException(
          "the network has %d classes and there are %d labels".formatted(classes, labels.size()));
    }
    return layout;
  }

  /** The vertex with a value for each class: a loss layer has none of its own, and says size 0. */
  private static String scores(ComputationGraphConfiguration configuration) {
    String output = configuration.getNetworkOutputs().get(0);
    boolean lossOnly =
        configuration.getVertices().get(output) instanceof LayerVertex vertex
            && vertex.getLayerConf().getLayer() instanceof LossLayer;
    return lossOnly ? configuration.getVertexInputs().get(output).get(0) : output;
  }
}
