package io.tench.datasets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The footer entry by which Hugging Face's {@code datasets} knows images and class names. */
final class HuggingFaceFeatures {
  static final String KEY = "huggingface";

  private static final ObjectMapper JSON = new ObjectMapper();

  private HuggingFaceFeatures() {}

  /**
   * The entry for a shard with these classes. A name that several classes share (ImageNet's crane)
   * is followed by its id, because {@code datasets} refuses names that appear twice.
   */
  static String json(LabelMap labels) {
    Map<String, Long> counts =
        labels.labels().stream()
            .map(Label::name)
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    ObjectNode root = JSON.createObjectNode();
    ObjectNode features = root.putObject("info").putObject("features");
    features.putObject(ShardSchema.IMAGE).put("_type", "Image");
    ObjectNode label = features.putObject(ShardSchema.LABEL);
    ArrayNode names = label.putArray("names");
    for (Label each : labels.labels()) {
      names.add(counts.get(each.name()) == 1 ? each.name() : each.name() + " (" + each.id() + ")");
    }
    label.put("_type", "ClassLabel");
    return root.toString();
  }

  /** The class names of the label column, if the entry has them. */
  static Optional<LabelMap> labels(String file, String json) {
    try {
      JsonNode features = JSON.readTree(json).path("info").path("features");
      for (String column : ShardSchema.LABEL_NAMES) {
        JsonNode names = features.path(column).path("names");
        if (names.isArray()) {
          List<String> found = new ArrayList<>();
          names.forEach(name -> found.add(name.asText()));
          return Optional.of(LabelMap.ofNames(found));
        }
      }
      return Optional.empty();
    } catch (JsonProcessingException | IllegalArgumentException broken) {
      throw new BadInputException(
          "%s has a footer entry %s that cannot be read: write the file again with datasets."
              .formatted(file, KEY),
          broken);
    }
  }
}
