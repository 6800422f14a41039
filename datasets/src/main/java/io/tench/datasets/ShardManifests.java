package io.tench.datasets;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;

/** Manifests as JSON files; strict in reading, since a data set's identity hangs on them. */
public final class ShardManifests {
  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  private ShardManifests() {}

  /** The one key that every version has. */
  private record Version(@JsonProperty(required = true) int version) {}

  /** Commits a data set: call it when all of the shards are there. */
  public static void write(Storage storage, String folder, ShardManifest manifest)
      throws IOException {
    storage.replace(
        Storage.child(folder, ShardManifest.FILE),
        JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest));
  }

  /**
   * The manifest of a folder.
   *
   * @throws java.io.FileNotFoundException if it has none
   * @throws BadInputException if it cannot be understood
   */
  public static ShardManifest read(Storage storage, String folder) throws IOException {
    String file = Storage.child(folder, ShardManifest.FILE);
    byte[] content;
    try (InputStream stream = storage.read(file)) {
      content = stream.readAllBytes();
    }
    return parse(content, file);
  }

  /** Of the manifest's own JSON, in lower-case hex; equal for equal manifests. */
  static String sha256(ShardManifest manifest) {
    try {
      byte[] json = JSON.writeValueAsBytes(manifest);
      return HexFormat.of().formatHex(VerifiedShards.digest().digest(json));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("a manifest always has a JSON form", impossible);
    }
  }

  /** The manifest in a file's content; {@code file} is its name in messages. */
  static ShardManifest parse(byte[] content, String file) {
    try {
      Version found =
          JSON.readerFor(Version.class)
              .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
              .readValue(content);
      if (found == null) {
        throw new BadInputException(
            "%s is not a manifest (it is null): ingest the data set again.".formatted(file));
      }
      if (found.version() != ShardManifest.VERSION) {
        throw new BadInputException(
            "%s has version %d of the format and this Tench reads version %d: ingest the data set with this Tench."
                .formatted(file, found.version(), ShardManifest.VERSION));
      }
      return JSON.readValue(content, ShardManifest.class);
    } catch (IOException broken) {
      throw new BadInputException(
          "%s is not a manifest (%s): ingest the data set again.".formatted(file, reason(broken)),
          broken);
    }
  }

  private static String reason(IOException failure) {
    if (!(failure instanceof JsonProcessingException broken)) {
      return failure.getMessage();
    }
    String place =
        broken.getLocation() == null ? "" : " in line " + broken.getLocation().getLineNr();
    if (broken instanceof JsonMappingException mapping && !mapping.getPath().isEmpty()) {
      place += " at " + mapping.getPathReference().replaceAll("[\\w.$]+\\[", "[");
    }
    if (broken instanceof UnrecognizedPropertyException unknown) {
      return "unknown key " + unknown.getPropertyName() + place;
    }
    return broken.getOriginalMessage() + place;
  }
}
