package io.tench.driver.configuration;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.tench.datasets.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.IntFunction;

/** Reads YAML into {@link YamlNode}s; a duplicate key is a problem, not a replacement. */
final class YamlReader {
  private static final YAMLFactory YAML = new YAMLFactory();

  private final IntFunction<String> where;
  private final Problems problems;

  private YamlReader(IntFunction<String> where, Problems problems) {
    this.where = where;
    this.problems = problems;
  }

  /**
   * Reads a file's text.
   *
   * @throws BadInputException if it is not YAML, or not keys and values at the top
   */
  static YamlNode.Mapping file(String name, String text, Problems problems) {
    YamlNode node =
        new YamlReader(line -> name + " line " + line, problems).document(name, text, name);
    if (node instanceof YamlNode.Mapping mapping) {
      return mapping;
    }
    throw new BadInputException(
        name + " must hold keys and values such as \"seed: 1\", is " + node.described() + ".");
  }

  /** Reads the value of an override: a scalar, or a list or section in braces. */
  static YamlNode value(String where, String text, Problems problems) {
    return new YamlReader(line -> where, problems).document(where, text, where);
  }

  private YamlNode document(String name, String text, String whole) {
    try (JsonParser parser = YAML.createParser(text)) {
      if (parser.nextToken() == null) {
        return new YamlNode.Scalar(whole, "");
      }
      YamlNode node = node(parser, "");
      if (parser.nextToken() != null) {
        throw new BadInputException(
            name + " holds more than one YAML document; leave one and remove the \"---\".");
      }
      return node;
    } catch (JsonProcessingException failure) {
      String place = failure.getLocation() == null ? name : where(failure);
      throw new BadInputException(
          place + " is not YAML: " + reason(failure) + "; mend the line or quote the value.",
          failure);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private YamlNode node(JsonParser parser, String path) throws IOException {
    String here = here(parser);
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      YamlNode.Mapping mapping = new YamlNode.Mapping(here);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String key = parser.getCurrentName();
        String keyPath = path.isEmpty() ? key : path + "." + key;
        String keyPlace = here(parser);
        parser.nextToken();
        if (mapping.entries().putIfAbsent(key, node(parser, keyPath)) != null) {
          problems.add(keyPlace, "the key " + keyPath + " appears twice; leave one");
        }
      }
      return mapping;
    }
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      YamlNode.Sequence sequence = new YamlNode.Sequence(here);
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        sequence.items().add(node(parser, path));
      }
      return sequence;
    }
    return new YamlNode.Scalar(here, parser.getText().strip());
  }

  private String here(JsonParser parser) {
    return where.apply(parser.getTokenLocation().getLineNr());
  }

  private String where(JsonProcessingException failure) {
    return where.apply(failure.getLocation().getLineNr());
  }

  /** The parser's last sentence without its drawing of the place. */
  private static String reason(JsonProcessingException failure) {
    return failure
        .getOriginalMessage()
        .lines()
        .filter(line -> !line.startsWith(" "))
        .reduce((first, second) -> second)
        .orElse("unreadable");
  }
}
