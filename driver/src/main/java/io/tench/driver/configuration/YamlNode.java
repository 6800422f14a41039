package io.tench.driver.configuration;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of YAML that remembers where it was written. */
sealed interface YamlNode {
  /** {@code conf/run.yaml line 7}, or {@code --set seed}. */
  String where();

  /** A value, as it is written, without quotes. */
  record Scalar(String where, String text) implements YamlNode {}

  /** A list. */
  record Sequence(String where, List<YamlNode> items) implements YamlNode {
    Sequence(String where) {
      this(where, new ArrayList<>());
    }
  }

  /** Keys and values, in the order written. */
  record Mapping(String where, Map<String, YamlNode> entries) implements YamlNode {
    Mapping(String where) {
      this(where, new LinkedHashMap<>());
    }
  }

  /** What this is, for a message: {@code the list}, {@code the value "x"}. */
  default String described() {
    if (this instanceof Scalar scalar) {
      return scalar.text().isEmpty() ? "empty" : "\"" + scalar.text() + "\"";
    }
    return this instanceof Sequence ? "a list" : "a section";
  }
}
