package io.tench.driver.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tench.datasets.BadInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether two configurations describe the same run: one in which each round comes out with the same
 * bits. All keys count but those of {@link #FREE}; and {@value #EPOCHS} is free too where the
 * learning rate does not depend on it, so that a run can be made longer.
 */
final class SameRun {
  /** Where the run is kept, what is measured and kept of it, and how far decoding runs ahead. */
  private static final Set<String> FREE =
      Set.of(
          "run",
          "data.validation",
          "checkpoints.every-rounds",
          "checkpoints.keep-last",
          "evaluation.every-epochs",
          "evaluation.batch-size",
          "training.prefetch");

  private static final String EPOCHS = "training.epochs";
  private static final String DECAY = "training.learning-rate.decay.type";
  private static final YAMLMapper YAML = new YAMLMapper();

  private SameRun() {}

  /**
   * Refuses the folder of another run.
   *
   * @param theirs configuration in the folder, as YAML
   * @param ours configuration of the run that wants to go on, as YAML
   */
  static void require(String run, String theirs, String ours) {
    List<String> differences = differences(flatten(run, theirs), flatten(run, ours));
    if (!differences.isEmpty()) {
      throw new BadInputException(
          "%s holds a run with another configuration, %s; change it back, or set run to another folder."
              .formatted(run, String.join(", ", differences)));
    }
  }

  private static List<String> differences(Map<String, String> theirs, Map<String, String> ours) {
    Set<String> keys = new TreeSet<>(theirs.keySet());
    keys.addAll(ours.keySet());
    keys.removeAll(FREE);
    if (!"cosine".equals(theirs.get(DECAY))) {
      keys.remove(EPOCHS);
    }
    List<String> differences = new ArrayList<>();
    for (String key : keys) {
      String there = theirs.getOrDefault(key, "not set");
      String here = ours.getOrDefault(key, "not set");
      if (!there.equals(here)) {
        differences.add("%s is %s there and %s here".formatted(key, there, here));
      }
    }
    return differences;
  }

  private static Map<String, String> flatten(String run, String yaml) {
    Map<String, String> flat = new TreeMap<>();
    try {
      flatten("", YAML.readTree(yaml), flat);
    } catch (JsonProcessingException broken) {
      throw new BadInputException(
          "The configuration of the run in %s is not YAML; set run to another folder."
              .formatted(run),
          broken);
    }
    return flat;
  }

  private static void flatten(String path, JsonNode node, Map<String, String> flat) {
    if (node.isObject()) {
      node.fields()
          .forEachRemaining(
              field ->
                  flatten(
                      path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                      field.getValue(),
                      flat));
    } else {
      flat.put(path, node.isValueNode() ? node.asText() : node.toString());
    }
  }
}
