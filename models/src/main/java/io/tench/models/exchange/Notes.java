package io.tench.models.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.tench.datasets.BadInputException;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Preprocessing;
import io.tench.models.NetworkDescription;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an exported file says of its network besides the numbers, under the keys {@value
 * #ARCHITECTURE}, {@value #LABELS} and {@value #PREPROCESSING}; the values of the last two are the
 * JSON of a checkpoint's files.
 */
record Notes(String architecture, LabelMap labels, Preprocessing preprocessing) {
  static final String ARCHITECTURE = "tench.architecture";
  static final String LABELS = "tench.labels";
  static final String PREPROCESSING = "tench.preprocessing";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  static Notes of(NetworkDescription network) {
    return new Notes(network.architecture(), network.labels(), network.preprocessing());
  }

  Map<String, String> write() {
    Map<String, String> entries = new LinkedHashMap<>();
    try {
      entries.put(ARCHITECTURE, architecture);
      entries.put(LABELS, MAPPER.writeValueAsString(labels));
      entries.put(PREPROCESSING, MAPPER.writeValueAsString(preprocessing));
    } catch (JsonProcessingException failure) {
      throw new IllegalStateException("labels and preprocessing are no JSON", failure);
    }
    return entries;
  }

  /**
   * The notes among a file's entries; none if it is not of Tench.
   *
   * @throws BadInputException if they are damaged
   */
  static Optional<Notes> read(String file, Map<String, String> entries) {
    String architecture = entries.get(ARCHITECTURE);
    String labels = entries.get(LABELS);
    String preprocessing = entries.get(PREPROCESSING);
    if (architecture == null || labels == null || preprocessing == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new Notes(
              architecture,
              MAPPER.readValue(labels, LabelMap.class),
              MAPPER.readValue(preprocessing, Preprocessing.class)));
    } catch (JsonProcessingException broken) {
      throw new BadInputException(
          "%s has labels or preprocessing that cannot be understood (%s): export it again."
              .formatted(file, broken.getOriginalMessage().split("\n", 2)[0]),
          broken);
    }
  }
}
