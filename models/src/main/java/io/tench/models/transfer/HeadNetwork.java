package io.tench.models.transfer;

import io.tench.datasets.ImageShape;
import io.tench.models.Checkpoint;
import io.tench.models.NetworkDescription;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.models.ParameterSlice;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;

/**
 * The part of a network that is not frozen, as a network of its own: its input is what the last
 * frozen vertex gives. Pure.
 */
public final class HeadNetwork {
  private final String input;
  private final ImageShape shape;
  private final String json;
  private final ParameterLayout layout;
  private final ParameterLayout whole;

  private HeadNetwork(
      String input, ImageShape shape, String json, ParameterLayout layout, ParameterLayout whole) {
    this.input = input;
    this.shape = shape;
    this.json = json;
    this.layout = layout;
    this.whole = whole;
  }

  /**
   * The head of a network.
   *
   * @throws IllegalArgumentException if it is computed from more, or less, than one frozen vertex
   */
  public static HeadNetwork of(NetworkDescription network, LayerRates rates) {
    ComputationGraphConfiguration configuration = network.configuration();
    Set<String> inputs = new TreeSet<>();
    configuration
        .getVertexInputs()
        .forEach(
            (vertex, from) -> {
              if (!rates.freezes(vertex)) {
                from.stream()
                    .filter(name -> !isTrained(configuration, rates, name))
                    .forEach(inputs::add);
              }
            });
    String input = inputs.iterator().next();
    if (inputs.size() != 1 || !rates.freezes(input)) {
      throw new IllegalArgumentException(
          "what is trained is computed from %s, and must be from one frozen layer"
              .formatted(String.join(", ", inputs)));
    }
    ImageShape images = network.preprocessing().shape();
    InputType type =
        network
            .configuration()
            .getLayerActivationTypes(
                InputType.convolutional(images.height(), images.width(), images.channels()))
            .get(input);
    ImageShape shape = shape(type);
    cut(configuration, rates, input);
    if (!(type instanceof InputType.InputTypeConvolutional)) {
      flatten(configuration, input, shape);
    }
    ParameterLayout whole = network.layout();
    return new HeadNetwork(
        input, shape, configuration.toJson(), ParameterLayout.of(configuration), whole);
  }

  private static boolean isTrained(
      ComputationGraphConfiguration configuration, LayerRates rates, String vertex) {
    return configuration.getVertices().containsKey(vertex) && !rates.freezes(vertex);
  }

  private static ImageShape shape(InputType type) {
    return type instanceof InputType.InputTypeConvolutional map
        ? new ImageShape(
            Math.toIntExact(map.getChannels()),
            Math.toIntExact(map.getHeight()),
            Math.toIntExact(map.getWidth()))
        : new ImageShape(Math.toIntExact(type.arrayElementsPerExample()), 1, 1);
  }

  /** Leaves what is not frozen, with the vertex before it as the network's input. */
  private static void cut(
      ComputationGraphConfiguration configuration, LayerRates rates, String input) {
    configuration.getVertices().keySet().removeIf(rates::freezes);
    configuration.getVertexInputs().keySet().removeIf(rates::freezes);
    configuration.setNetworkInputs(List.of(input));
    configuration.setTopologicalOrder(null);
    configuration.setTopologicalOrderStr(null);
    new ComputationGraph(configuration).topologicalSortOrder();
  }

  /** Features come as images of one pixel: the layers on them take vectors. */
  private static void flatten(
      ComputationGraphConfiguration configuration, String input, ImageShape shape) {
    for (Map.Entry<String, GraphVertex> vertex : configuration.getVertices().entrySet()) {
      if (configuration.getVertexInputs().get(vertex.getKey()).contains(input)) {
        if (!(vertex.getValue() instanceof LayerVertex layer)) {
          throw new IllegalArgumentException(
              "%s takes %s and is no layer".formatted(vertex.getKey(), input));
        }
        layer.setPreProcessor(new CnnToFeedForwardPreProcessor(1, 1, shape.channels()));
      }
    }
  }

  /** The vertex of the whole network whose activations are the input. */
  public String input() {
    return input;
  }

  /** Of the input. */
  public ImageShape shape() {
    return shape;
  }

  /** DL4J's {@code ComputationGraphConfiguration}. */
  public String json() {
    return json;
  }

  /** Where the head's parameters lie in its own flat vector. */
  public ParameterLayout layout() {
    return layout;
  }

  /** A whole network's checkpoint with the head's part of each vector. */
  public Checkpoint part(Checkpoint checkpoint) {
    return with(
        checkpoint,
        part(checkpoint.parameters()),
        part(checkpoint.inner()),
        part(checkpoint.outer()));
  }

  /**
   * The inverse of {@link #part}. What is frozen has zeros in the optimizers' states.
   *
   * @param frozen has the parameters of what is below the head; not changed
   */
  public Checkpoint whole(Checkpoint frozen, Checkpoint part) {
    return with(
        part,
        put(part.parameters(), frozen.parameters().clone()),
        whole(part.inner()),
        whole(part.outer()));
  }

  private static Checkpoint with(
      Checkpoint checkpoint, float[] parameters, OptimizerState inner, OptimizerState outer) {
    return new Checkpoint(
        checkpoint.network(), checkpoint.position(), parameters, inner, outer, checkpoint.report());
  }

  private float[] part(float[] vector) {
    float[] part = new float[Math.toIntExact(layout.length())];
    forEach((inPart, inWhole) -> copy(vector, inWhole, part, inPart, inPart.length()));
    return part;
  }

  private float[] put(float[] part, float[] target) {
    forEach((inPart, inWhole) -> copy(part, inPart, target, inWhole, inPart.length()));
    return target;
  }

  private OptimizerState part(OptimizerState state) {
    return new OptimizerState(state.vectors().stream().map(this::part).toList(), state.steps());
  }

  private OptimizerState whole(OptimizerState state) {
    List<float[]> vectors = new ArrayList<>();
    for (float[] vector : state.vectors()) {
      vectors.add(put(vector, new float[Math.toIntExact(whole.length())]));
    }
    return new OptimizerState(vectors, state.steps());
  }

  private interface Pair {
    void accept(ParameterSlice inPart, ParameterSlice inWhole);
  }

  private void forEach(Pair pair) {
    Map<String, ParameterSlice> places = new HashMap<>();
    whole.slices().forEach(slice -> places.put(slice.layer() + "/" + slice.key(), slice));
    layout
        .slices()
        .forEach(slice -> pair.accept(slice, places.get(slice.layer() + "/" + slice.key())));
  }

  private static void copy(
      float[] source, ParameterSlice from, float[] target, ParameterSlice to, long length) {
    System.arraycopy(
        source,
        Math.toIntExact(from.offset()),
        target,
        Math.toIntExact(to.offset()),
        Math.toIntExact(length));
  }
}
