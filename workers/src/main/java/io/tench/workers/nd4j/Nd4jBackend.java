package io.tench.workers.nd4j;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.workers.Backend;
import io.tench.workers.Network;
import io.tench.workers.NetworkSettings;
import java.util.List;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.FeedForwardLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;

/**
 * DL4J on nd4j: runs every layer that a configuration can hold. nd4j's own thread count and that of
 * its BLAS belong to the process, so the {@link NetworkSettings#threads} of the latest call hold
 * for all networks in it; OpenMP's belongs to the thread. Where the environment sets {@code
 * OMP_NUM_THREADS}, nd4j's own count cannot exceed it.
 */
public final class Nd4jBackend implements Backend {
  @Override
  public String name() {
    return "nd4j";
  }

  @Override
  public Batch.Layout layout() {
    return Batch.Layout.CHANNELS_FIRST;
  }

  @Override
  public Network open(NetworkSettings settings) {
    ComputationGraphConfiguration configuration = configuration(settings);
    configuration.setTrainingWorkspaceMode(WorkspaceMode.ENABLED);
    configuration.setInferenceWorkspaceMode(WorkspaceMode.ENABLED);
    return new Nd4jNetwork(settings, configuration);
  }

  private static ComputationGraphConfiguration configuration(NetworkSettings settings) {
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
