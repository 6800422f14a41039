package io.tench.models.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tench.datasets.BadInputException;
import io.tench.datasets.Label;
import io.tench.datasets.LabelMap;
import io.tench.datasets.source.ImageNetClasses;
import io.tench.datasets.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The classes of a network, in the order of its output: a line for each, with its name, or with a
 * WordNet id and its name; or a checkpoint's {@code labels.json}; or an index as Keras's {@code
 * imagenet_class_index.json}.
 */
public final class LabelFile {
  private static final int MAX_BYTES = 64 << 20;

  private LabelFile() {}

  /**
   * Reads such a file.
   *
   * @throws BadInputException if it is none
   */
  public static LabelMap read(Storage storage, String file) throws IOException {
    byte[] bytes;
    try (InputStream stream = storage.read(file)) {
      bytes = stream.readNBytes(MAX_BYTES);
    } catch (FileNotFoundException missing) {
      throw new BadInputException(
          "There is no label file %s: check the path.".formatted(file), missing);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      text = text.strip();
      LabelMap labels = text.startsWith("[") || text.startsWith("{") ? json(text) : lines(text);
      if (labels.size() == 0) {
        throw new IllegalArgumentException("it is empty");
      }
      return labels;
    } catch (CharacterCodingException binary) {
      throw refuse(file, "it is not UTF-8 text", binary);
    } catch (JsonProcessingException | IllegalArgumentException broken) {
      throw refuse(file, broken.getMessage().split("\n", 2)[0], broken);
    }
  }

  private static BadInputException refuse(String file, String reason, Exception cause) {
    return new BadInputException(
        "%s is not a list of classes (%s): give a line for each class, with a WordNet id in front where names repeat."
            .formatted(file, reason),
        cause);
  }

  private static LabelMap lines(String text) {
    List<Label> labels = new ArrayList<>();
    for (String line : text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList()) {
      String[] columns = line.split("\\s+", 2);
      labels.add(
          columns.length == 2 && ImageNetClasses.isSynset(columns[0])
              ? new Label(labels.size(), columns[0], columns[1].split(",", 2)[0])
              : new Label(labels.size(), line, line));
    }
    return new LabelMap(labels);
  }

  private static LabelMap json(String text) throws JsonProcessingException {
    ObjectMapper mapper = new ObjectMapper();
    JsonNode root = mapper.readTree(text);
    if (root.isArray()) {
      return root.path(0).isTextual()
          ? LabelMap.ofNames(
              mapper.convertValue(
                  root, mapper.getTypeFactory().constructCollectionType(List.class, String.class)))
          : mapper.treeToValue(root, LabelMap.class);
    }
    List<Label> labels = new ArrayList<>();
    for (int index = 0; index < root.size(); index++) {
      JsonNode entry = root.path(Integer.toString(index));
      String id = entry.isTextual() ? entry.asText() : entry.path(0).asText();
      String name = entry.isTextual() ? id : entry.path(1).asText().replace('_', ' ');
      if (id.isEmpty() || name.isEmpty()) {
        throw new IllegalArgumentException("it has no class " + index);
      }
      labels.add(new Label(index, id, name));
    }
    return new LabelMap(labels);
  }
}
