package io.tench.workers.nd4j;

import io.tench.models.transfer.LayerRates;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.FrozenVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's own freezing, which runs a layer as in inference and ends the backward pass above it. That
 * nothing moves the parameters is {@link FlatVectors}' part.
 */
final class Frozen {
  private Frozen() {}

  /** Builds the network with its frozen vertices, on these parameters {@code [1, length]}. */
  static ComputationGraph build(
      ComputationGraphConfiguration configuration, LayerRates rates, INDArray parameters) {
    configuration
        .getVertices()
        .replaceAll(
            (name, vertex) ->
                rates.freezes(name) && !(vertex instanceof LayerVertex)
                    ? new FrozenVertex(vertex)
                    : vertex);
    ComputationGraph graph = new ComputationGraph(configuration);
    graph.init(parameters, false);
    graph.initGradientsView();
    configuration
        .getVertices()
        .forEach(
            (name, vertex) -> {
              if (rates.freezes(name) && vertex instanceof LayerVertex) {
                graph.getVertex(name).setLayerAsFrozen();
              }
            });
    return graph;
  }
}
