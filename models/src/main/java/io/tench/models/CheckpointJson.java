package io.tench.models;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tench.datasets.BadInputException;
import java.io.IOException;

/** The JSON files of a checkpoint: every key must be there, once, and no other. */
final class CheckpointJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private CheckpointJson() {}

  static byte[] write(Object content) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(content);
    } catch (JsonProcessingException failure) {
      throw new IllegalStateException("a checkpoint's own record is no JSON", failure);
    }
  }

  static <T> T read(String file, byte[] content, Class<T> type) {
    try {
      T value = MAPPER.readValue(content, type);
      if (value == null) {
        throw broken(file, new IllegalArgumentException("it is null"));
      }
      return value;
    } catch (IOException broken) {
      throw broken(file, broken);
    }
  }

  /**
   * The manifest.
   *
   * @throws BadInputException if it is none, or of another version
   */
  static CheckpointManifest readManifest(String file, byte[] content) {
    JsonNode tree = read(file, content, JsonNode.class);
    if (!tree.path("format").asText().equals(CheckpointManifest.FORMAT)) {
      throw new BadInputException(
          "%s is not the manifest of a checkpoint, its format is \"%s\": name a folder that Tench published."
              .formatted(file, tree.path("format").asText()));
    }
    if (tree.path("version").asInt() != CheckpointManifest.VERSION) {
      throw new BadInputException(
          "%s has version %s of the checkpoint format and this Tench reads version %d: use the Tench that wrote it."
              .formatted(file, tree.path("version"), CheckpointManifest.VERSION));
    }
    return read(file, content, CheckpointManifest.class);
  }

  /** What a checkpoint says of itself; an earlier one does not say which processors trained it. */
  static CheckpointContent readContent(String file, byte[] content) {
    if (read(file, content, JsonNode.class) instanceof ObjectNode tree
        && !tree.has(CheckpointContent.PROCESSORS)) {
      tree.putArray(CheckpointContent.PROCESSORS);
      return read(file, write(tree), CheckpointContent.class);
    }
    return read(file, content, CheckpointContent.class);
  }

  static BadInputException broken(String file, Exception cause) {
    String reason = cause.getMessage();
    if (cause instanceof UnrecognizedPropertyException unknown) {
      reason = "unknown key \"%s\"".formatted(unknown.getPropertyName());
    } else if (cause instanceof JsonMappingException mapping) {
      reason = mapping.getOriginalMessage();
    } else if (cause instanceof JsonProcessingException syntax) {
      reason = syntax.getOriginalMessage();
    }
    return new BadInputException(
        "%s cannot be understood (%s): use another checkpoint."
            .formatted(file, String.valueOf(reason).split(" \\(|\n|;", 2)[0]),
        cause);
  }
}
