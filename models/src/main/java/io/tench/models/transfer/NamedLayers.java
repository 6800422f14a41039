package io.tench.models.transfer;

import io.tench.datasets.BadInputException;
import io.tench.datasets.KnownNames;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** What a user's names of layers mean in a network. */
final class NamedLayers {
  private final Map<String, List<String>> inputs;

  NamedLayers(ComputationGraphConfiguration configuration) {
    inputs = configuration.getVertexInputs();
  }

  /**
   * The vertices of a layer, a block or a stage.
   *
   * @param key or option that names it, for the message
   * @throws BadInputException if there is none; says which name is nearest
   */
  Set<String> named(String name, String key) {
    Set<String> found = new LinkedHashSet<>();
    for (String vertex : inputs.keySet()) {
      if (vertex.equals(name) || vertex.startsWith(name + ".")) {
        found.add(vertex);
      }
    }
    if (found.isEmpty()) {
      throw new BadInputException(
          "%s names the layer \"%s\", which the checkpoint's network does not have; did you mean %s?"
              .formatted(key, name, KnownNames.nearest(name, names())));
    }
    return found;
  }

  /** These, and all that they are computed from. */
  Set<String> upTo(String name, String key) {
    Set<String> found = named(name, key);
    Deque<String> open = new ArrayDeque<>(found);
    while (!open.isEmpty()) {
      for (String input : inputs.getOrDefault(open.remove(), List.of())) {
        if (inputs.containsKey(input) && found.add(input)) {
          open.add(input);
        }
      }
    }
    return found;
  }

  /** Of vertices, and of the blocks and stages that they are in. */
  private Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (String vertex : inputs.keySet()) {
      names.add(vertex);
      for (int dot = vertex.indexOf('.'); dot > 0; dot = vertex.indexOf('.', dot + 1)) {
        names.add(vertex.substring(0, dot));
      }
    }
    return names;
  }
}
