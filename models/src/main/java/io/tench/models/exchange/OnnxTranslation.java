package io.tench.models.exchange;

import static io.tench.models.exchange.OnnxGraph.attribute;

import io.tench.datasets.BadInputException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;

/**
 * A DL4J graph as ONNX operators, as it computes outside training: a vertex's output keeps its
 * name, its parameters have those of {@link TensorViews#torch}.
 */
final class OnnxTranslation {
  private final OnnxGraph graph;
  private final ComputationGraphConfiguration network;
  private final float[] parameters;
  private final Map<String, TensorView> views = new LinkedHashMap<>();

  /** The name in the graph of what a vertex puts out. */
  private final Map<String, String> outputs = new HashMap<>();

  OnnxTranslation(OnnxGraph graph, ComputationGraphConfiguration network, float[] parameters) {
    this.graph = graph;
    this.network = network;
    this.parameters = parameters;
    TensorViews.torch(network).forEach(view -> views.put(view.name(), view));
  }

  /**
   * Adds all vertices.
   *
   * @throws BadInputException if there is one that has no translation
   */
  void run() {
    for (String name : network.getTopologicalOrderStr()) {
      GraphVertex vertex = network.getVertices().get(name);
      if (vertex == null) {
        outputs.put(name, name);
      } else {
        outputs.put(name, translate(name, vertex, inputs(name)));
      }
    }
  }

  /** The name in the graph of a vertex's output. */
  String output(String vertex) {
    return outputs.get(vertex);
  }

  private List<String> inputs(String vertex) {
    return network.getVertexInputs().get(vertex).stream().map(outputs::get).toList();
  }

  private String translate(String name, GraphVertex vertex, List<String> inputs) {
    if (vertex instanceof LayerVertex layer) {
      String input = inputs.get(0);
      if (layer.getPreProcessor() != null) {
        input = preprocessed(name + ".flatten", layer.getPreProcessor(), input);
      }
      return new OnnxLayer(this, name, input).translate(layer.getLayerConf().getLayer());
    }
    if (vertex instanceof PreprocessorVertex preprocessor) {
      return preprocessed(name, preprocessor.getPreProcessor(), inputs.get(0));
    }
    if (vertex instanceof ElementWiseVertex sum && sum.getOp() == ElementWiseVertex.Op.Add) {
      return node(inputs.size() == 2 ? "Add" : "Sum", name, inputs);
    }
    if (vertex instanceof MergeVertex merge && merge.getMergeAxis() == 1) {
      graph.node("Concat", name, inputs, attribute("axis", 1L));
      return name;
    }
    if (vertex instanceof ScaleVertex scale) {
      String factor = graph.constant(name + ".factor", (float) scale.getScaleFactor());
      return node("Mul", name, List.of(inputs.get(0), factor));
    }
    throw refuse(name, vertex);
  }

  private String preprocessed(String name, InputPreProcessor preprocessor, String input) {
    if (!(preprocessor instanceof CnnToFeedForwardPreProcessor)) {
      throw refuse(name, preprocessor);
    }
    return node("Flatten", name, List.of(input));
  }

  private String node(String operator, String name, List<String> inputs) {
    graph.node(operator, name, inputs);
    return name;
  }

  OnnxGraph graph() {
    return graph;
  }

  /** Adds the parameters that a layer has among these; returns their names. */
  List<String> parameters(String layer, String... keys) {
    List<String> names = new ArrayList<>();
    for (String key : keys) {
      TensorView view = views.get(layer + "." + key);
      if (view != null) {
        names.add(graph.parameter(view, parameters));
      }
    }
    return names;
  }

  static BadInputException refuse(String name, Object what) {
    return new BadInputException(
        "Layer %s is a %s, which is not translated to ONNX in this form: export to dl4j or safetensors."
            .formatted(name, what.getClass().getSimpleName()));
  }
}
