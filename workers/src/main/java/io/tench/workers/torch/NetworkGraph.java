package io.tench.workers.torch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;

/** A DL4J graph as operations in topological order. */
@SuppressWarnings("try") // scopes and guards work by being open
final class NetworkGraph {
  private final List<Node> nodes = new ArrayList<>();
  private final Map<String, Integer> places = new HashMap<>();
  private final int output;
  private final int[] lastUses;

  /** An operation and the places of its inputs: 0 is the network's input, i node i - 1. */
  private record Node(Operation operation, List<Integer> inputs, boolean overwritable) {}

  NetworkGraph(ComputationGraphConfiguration configuration, NetworkParameters parameters) {
    places.put(configuration.getNetworkInputs().get(0), 0);
    Map<String, Long> consumers = new HashMap<>();
    configuration
        .getVertexInputs()
        .values()
        .forEach(inputs -> inputs.forEach(input -> consumers.merge(input, 1L, Long::sum)));
    for (String name : configuration.getTopologicalOrderStr()) {
      GraphVertex vertex = configuration.getVertices().get(name);
      if (vertex != null) {
        List<String> inputs = configuration.getVertexInputs().get(name);
        add(name, vertex, inputs, consumers.get(inputs.get(0)) == 1, parameters);
      }
    }
    output = places.get(configuration.getNetworkOutputs().get(0));
    lastUses = lastUses();
  }

  /**
   * Checks that every vertex is of a kind that can be translated, before anything is built.
   *
   * @throws io.tench.datasets.BadInputException if not; names the layer and the way out
   */
  static void requireTranslatable(ComputationGraphConfiguration configuration) {
    configuration
        .getVertices()
        .forEach((name, vertex) -> Translation.requireKnown(bare(name, vertex)));
  }

  /**
   * Checks that a network ends in softmax with cross-entropy, and that its batch norms keep
   * variances.
   *
   * @throws io.tench.datasets.BadInputException if not; names the layer and the way out
   */
  static void requireClassifier(ComputationGraphConfiguration configuration) {
    configuration
        .getVertices()
        .forEach(
            (name, vertex) -> {
              Site site = bare(name, vertex);
              if (site.configuration() instanceof BatchNormalization norm) {
                site.require(!norm.isUseLogStd(), "useLogStd");
              }
            });
    String output = configuration.getNetworkOutputs().get(0);
    DenseLayers.requireCrossEntropy(bare(output, configuration.getVertices().get(output)));
  }

  private static Site bare(String name, GraphVertex vertex) {
    return new Site(name, layerOrVertex(vertex), null, false);
  }

  private static Object layerOrVertex(GraphVertex vertex) {
    return vertex instanceof LayerVertex layer ? layer.getLayerConf().getLayer() : vertex;
  }

  private void add(
      String name,
      GraphVertex vertex,
      List<String> inputs,
      boolean soleConsumer,
      NetworkParameters parameters) {
    List<Integer> from = inputs.stream().map(places::get).toList();
    if (vertex instanceof LayerVertex layer) {
      InputPreProcessor preprocessor = layer.getPreProcessor();
      if (preprocessor != null) {
        from = List.of(add(new Site(name, preprocessor, parameters, false), from));
      }
    }
    int first = from.get(0);
    boolean overwrites = soleConsumer && first > 0 && nodes.get(first - 1).overwritable();
    places.put(name, add(new Site(name, layerOrVertex(vertex), parameters, overwrites), from));
  }

  private int add(Site site, List<Integer> inputs) {
    Operation operation = Translation.of(site);
    if (site.parameters().frozen(site.vertex())) {
      operation = operation.inInference();
    }
    nodes.add(new Node(operation, inputs, Translation.overwritable(site)));
    return nodes.size();
  }

  /** The last node that uses each place: the one that fills it, where nothing else does. */
  private int[] lastUses() {
    int[] last = new int[nodes.size() + 1];
    for (int node = 0; node < nodes.size(); node++) {
      last[node + 1] = node;
      for (int input : nodes.get(node).inputs()) {
        last[input] = node;
      }
    }
    last[output] = nodes.size();
    return last;
  }

  /**
   * The network's output, attached to the scope. Every other output is let go after its last use:
   * what the backward pass needs, autograd holds.
   *
   * @param images {@code [batch, channels, height, width]}
   */
  Tensor forward(Tensor images, Pass pass, PointerScope scope) {
    return forward(images, pass, scope, output);
  }

  /** The same for another vertex; what is not before it does not run. */
  Tensor forward(Tensor images, Pass pass, PointerScope scope, String vertex) {
    return forward(images, pass, scope, places.get(vertex));
  }

  private Tensor forward(Tensor images, Pass pass, PointerScope scope, int target) {
    Tensor[] outputs = new Tensor[nodes.size() + 1];
    outputs[0] = images;
    images.retainReference();
    for (int index = 0; index < target; index++) {
      Node node = nodes.get(index);
      try (PointerScope inner = new PointerScope()) {
        Tensor[] inputs = new Tensor[node.inputs().size()];
        for (int input = 0; input < inputs.length; input++) {
          inputs[input] = outputs[node.inputs().get(input)];
        }
        outputs[index + 1] = node.operation().apply(inputs, pass);
        outputs[index + 1].retainReference();
      }
      for (int input : node.inputs()) {
        release(outputs, input, index);
      }
      release(outputs, index + 1, index);
    }
    Tensor result = outputs[target];
    scope.attach(result);
    for (Tensor left : outputs) {
      if (left != null) {
        left.releaseReference();
      }
    }
    return result;
  }

  private void release(Tensor[] outputs, int place, int node) {
    if (lastUses[place] == node && outputs[place] != null) {
      outputs[place].releaseReference();
      outputs[place] = null;
    }
  }
}
