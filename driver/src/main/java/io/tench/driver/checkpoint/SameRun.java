package io.tench.driver.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tench.datasets.BadInputException;
import io.tench.driver.RunConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whether two configurations describe the same run: one in which each round comes out with the same
 * bits. All keys count but those of {@link #FREE} and what is borne; {@value #EPOCHS} is free too
 * where the learning rate does not depend on it, so that a run can be made longer; and {@value
 * #DATA}, where the same data set lies there.
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

  /** Keys that Tench did not always have, and what a run was that does not name them. */
  private static final Map<String, String> LATER =
      Map.of(
          "training.compression", "none",
          "training.precision", "float32",
          "training.device", "cpu");

  private static final String FAULTS = "fault-tolerance.";
  private static final String DATA = "data.train";
  private static final String FINGERPRINT = "data.fingerprint";
  private static final String ANY = RunConfiguration.Data.ANY;

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
    Map<String, String> there = flatten(run, theirs);
    Map<String, String> here = flatten(run, ours);
    requireSameData(run, there, here);
    List<String> differences = differences(there, here);
    if (!differences.isEmpty()) {
      throw new BadInputException(
          "%s holds a run with another configuration, %s; change it back, or set run to another folder."
              .formatted(run, String.join(", ", differences)));
    }
  }

  private static void requireSameData(
      String run, Map<String, String> theirs, Map<String, String> ours) {
    String there = theirs.get(FINGERPRINT);
    String here = ours.get(FINGERPRINT);
    if (!Objects.equals(there, here) && Objects.equals(theirs.get(DATA), ours.get(DATA))) {
      throw new BadInputException(
          "%s holds a run on another data set than lies in %s now (fingerprint %s there, %s here); put that one back, or set run to another folder."
              .formatted(run, ours.get(DATA), there, here));
    }
  }

  private static List<String> differences(Map<String, String> theirs, Map<String, String> ours) {
    Set<String> keys = new TreeSet<>(theirs.keySet());
    keys.addAll(ours.keySet());
    keys.removeAll(FREE);
    keys.removeIf(key -> key.startsWith(FAULTS));
    if (isKnown(theirs) && Objects.equals(theirs.get(FINGERPRINT), ours.get(FINGERPRINT))) {
      keys.remove(DATA);
    }
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

  private static boolean isKnown(Map<String, String> configuration) {
    return !ANY.equals(configuration.getOrDefault(FINGERPRINT, ANY));
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
    LATER.forEach(flat::putIfAbsent);
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
