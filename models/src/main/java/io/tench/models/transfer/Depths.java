package io.tench.models.transfer;

import io.tench.datasets.BadInputException;
import io.tench.models.NetworkDescription;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/** How much of a network can be reused: layers, blocks or stages by name, from the input on. */
public final class Depths {
  private Depths() {}

  /**
   * The network's stages below the head, each by the name of all of it where there is one, else by
   * that of its last layer.
   *
   * @throws IllegalArgumentException if the network does not end in a head that can be replaced
   */
  public static List<String> ofStages(NetworkDescription network) {
    ComputationGraphConfiguration configuration = network.configuration();
    NamedLayers layers = new NamedLayers(configuration);
    Set<String> trained = trained(network);
    List<List<String>> stages = Stages.of(network);
    List<String> depths = new ArrayList<>();
    Set<String> below = new LinkedHashSet<>();
    for (List<String> stage : stages.subList(0, stages.size() - 1)) {
      below.addAll(stage);
      name(stage.get(stage.size() - 1), below, layers, trained).ifPresent(depths::add);
    }
    return List.copyOf(depths);
  }

  /** The shortest name of what ends in {@code last} that means {@code below} and nothing more. */
  private static Optional<String> name(
      String last, Set<String> below, NamedLayers layers, Set<String> trained) {
    List<String> names = new ArrayList<>();
    for (int dot = last.indexOf('.'); dot > 0; dot = last.indexOf('.', dot + 1)) {
      names.add(last.substring(0, dot));
    }
    names.add(last);
    return names.stream()
        .filter(name -> trained(layers.upTo(name, name), trained).equals(below))
        .findFirst();
  }

  /**
   * Depths that a user names.
   *
   * @param option that names them, for messages
   * @throws BadInputException if there is no such layer, if one reaches the head, or if one does
   *     not reach further than the one before it
   */
  public static List<String> named(NetworkDescription network, List<String> names, String option) {
    ComputationGraphConfiguration configuration = network.configuration();
    NamedLayers layers = new NamedLayers(configuration);
    String head = Head.of(configuration);
    Set<String> trained = trained(network);
    Set<String> before = Set.of();
    for (String name : names) {
      Set<String> reached = trained(layers.upTo(name, option), trained);
      if (reached.contains(head)) {
        throw new BadInputException(
            "%s names %s, which holds the head %s, and a head is always new: name a layer before it."
                .formatted(option, name, head));
      }
      if (!reached.containsAll(before) || reached.equals(before)) {
        throw new BadInputException(
            "%s names %s, which has no more layers with parameters than what is named before it: name layers from the input on."
                .formatted(option, name));
      }
      before = reached;
    }
    return List.copyOf(names);
  }

  private static Set<String> trained(NetworkDescription network) {
    return network.layout().slices().stream()
        .map(slice -> slice.layer())
        .collect(Collectors.toSet());
  }

  private static Set<String> trained(Set<String> vertices, Set<String> trained) {
    return vertices.stream().filter(trained::contains).collect(Collectors.toSet());
  }
}
