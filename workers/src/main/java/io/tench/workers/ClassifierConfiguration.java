package io.tench.workers;

import io.tench.datasets.BadInputException;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;

/** What every backend asks of a network's configuration. */
public final class ClassifierConfiguration {
  private ClassifierConfiguration() {}

  /**
   * Reads and checks {@link NetworkSettings#json}.
   *
   * @throws BadInputException if it is no graph with one input that ends in a softmax over the
   *     classes
   */
  public static ComputationGraphConfiguration of(NetworkSettings settings) {
    ComputationGraphConfiguration configuration = parse(settings.json());
    List<String> inputs = configuration.getNetworkInputs();
    List<String> outputs = configuration.getNetworkOutputs();
    if (inputs.size() != 1 || outputs.size() != 1) {
      throw new BadInputException(
          "The network must have one input and one output, has inputs %s and outputs %s: give it one of each."
              .formatted(inputs, outputs));
    }
    requireClassifier(configuration, outputs.get(0), settings.classes());
    return configuration;
  }

  private static ComputationGraphConfiguration parse(String json) {
    String problem =
        "The network's JSON is not a DL4J ComputationGraphConfiguration: build it with Tench's architectures or DL4J 1.0.0-M2.1.";
    ComputationGraphConfiguration configuration;
    try {
      configuration = ComputationGraphConfiguration.fromJson(json);
    } catch (RuntimeException failure) {
      throw new BadInputException(problem, failure);
    }
    if (configuration.getNetworkInputs() == null || configuration.getNetworkOutputs() == null) {
      throw new BadInputException(problem);
    }
    return configuration;
  }

  private static void requireClassifier(
      ComputationGraphConfiguration configuration, String output, int classes) {
    GraphVertex vertex = configuration.getVertices().get(output);
    Layer layer = vertex instanceof LayerVertex named ? named.getLayerConf().getLayer() : null;
    if (!(layer instanceof OutputLayer) && !(layer instanceof LossLayer)) {
      throw new BadInputException(
          "The network ends in %s, which is neither an OutputLayer nor a LossLayer: end it in one with softmax and cross-entropy."
              .formatted(output));
    }
    if (layer instanceof OutputLayer && ((FeedForwardLayer) layer).getNOut() != classes) {
      throw new BadInputException(
          "The network tells %d classes apart at %s, the data set has %d: build it for the data set's classes."
              .formatted(((FeedForwardLayer) layer).getNOut(), output, classes));
    }
  }
}
