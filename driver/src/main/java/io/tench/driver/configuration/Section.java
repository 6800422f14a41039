package io.tench.driver.configuration;

import io.tench.datasets.KnownNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Typed access to the keys of one YAML section. A fault is noted, and reading goes on with a value
 * that nobody will see, so that one pass finds all faults. A method without a default requires its
 * key. Keys that nothing asked for are unknown once {@link #close} is called.
 */
final class Section implements AutoCloseable {
  private final String path;
  private final YamlNode.Mapping mapping;
  private final Problems problems;
  private final int earlierProblems;
  private final Set<String> known = new TreeSet<>();

  Section(String path, YamlNode.Mapping mapping, Problems problems) {
    this.path = path;
    this.mapping = mapping;
    this.problems = problems;
    this.earlierProblems = problems.count();
  }

  String text(String key) {
    return value(key, "", text -> text);
  }

  String text(String key, String otherwise) {
    return has(key) ? text(key) : otherwise;
  }

  long wholeLong(String key, Bounds bounds) {
    return bounded(key, bounds, 0L, "a whole number", Long::valueOf);
  }

  long wholeLong(String key, Bounds bounds, long otherwise) {
    return has(key) ? wholeLong(key, bounds) : otherwise;
  }

  int whole(String key, Bounds bounds) {
    return bounded(key, bounds, 0, "a whole number", Integer::valueOf);
  }

  int whole(String key, Bounds bounds, int otherwise) {
    return has(key) ? whole(key, bounds) : otherwise;
  }

  double number(String key, Bounds bounds) {
    return bounded(key, bounds, 0.0, "a number", Double::valueOf);
  }

  double number(String key, Bounds bounds, double otherwise) {
    return has(key) ? number(key, bounds) : otherwise;
  }

  boolean flag(String key, boolean otherwise) {
    return has(key) ? choice(key, List.of("true", "false")).equals("true") : otherwise;
  }

  String choice(String key, List<String> choices) {
    String chosen = text(key);
    if (!chosen.isEmpty() && !choices.contains(chosen)) {
      problem(
          key,
          "must be one of %s, was \"%s\"; did you mean %s?"
              .formatted(String.join(", ", choices), chosen, KnownNames.nearest(chosen, choices)));
      return choices.get(0);
    }
    return chosen.isEmpty() ? choices.get(0) : chosen;
  }

  String choice(String key, List<String> choices, String otherwise) {
    return has(key) ? choice(key, choices) : otherwise;
  }

  /** A value with a syntax of its own; {@code parse} throws {@link IllegalArgumentException}. */
  <T> T value(String key, T placeholder, Function<String, T> parse) {
    known.add(key);
    YamlNode node = mapping.entries().get(key);
    if (node == null) {
      problems.add(mapping.where(), "the key " + path(key) + " is missing; add it");
      return placeholder;
    }
    if (!(node instanceof YamlNode.Scalar scalar) || scalar.text().isEmpty()) {
      problem(key, "must be a value, is " + node.described());
      return placeholder;
    }
    try {
      return parse.apply(scalar.text());
    } catch (IllegalArgumentException failure) {
      problem(key, "must be " + failure.getMessage() + ", was \"" + scalar.text() + "\"");
      return placeholder;
    }
  }

  <T> T value(String key, Function<String, T> parse, T otherwise) {
    return has(key) ? value(key, otherwise, parse) : otherwise;
  }

  List<Double> numbers(String key, Bounds bounds) {
    known.add(key);
    List<Double> numbers = new ArrayList<>();
    if (!(mapping.entries().get(key) instanceof YamlNode.Sequence sequence)) {
      String fault = has(key) ? "must be" : "is missing; it is";
      problem(key, fault + " a list of numbers such as [30, 60, 80]");
      return numbers;
    }
    for (YamlNode item : sequence.items()) {
      YamlNode.Mapping one = new YamlNode.Mapping(item.where());
      one.entries().put(key, item);
      numbers.add(new Section(path, one, problems).number(key, bounds));
    }
    return numbers;
  }

  /** A section of this one; an empty one where the key is absent. */
  Section section(String key) {
    known.add(key);
    YamlNode node = mapping.entries().get(key);
    if (node instanceof YamlNode.Mapping inner) {
      return new Section(path(key), inner, problems);
    }
    if (node != null) {
      problem(key, "must be a section with keys of its own, is " + node.described());
    }
    String where = node == null ? mapping.where() : node.where();
    return new Section(path(key), new YamlNode.Mapping(where), problems);
  }

  /** A section that may also be written as one value: {@code decay: cosine}. */
  Section section(String key, Function<String, Map<String, String>> shorthand) {
    if (mapping.entries().get(key) instanceof YamlNode.Scalar scalar && !scalar.text().isEmpty()) {
      known.add(key);
      YamlNode.Mapping inner = new YamlNode.Mapping(scalar.where());
      shorthand
          .apply(scalar.text())
          .forEach(
              (name, text) -> inner.entries().put(name, new YamlNode.Scalar(scalar.where(), text)));
      return new Section(path(key), inner, problems);
    }
    return section(key);
  }

  /**
   * A section whose keys are the user's own, such as {@code slow: {layer1: 0.1}}; empty where the
   * key is absent.
   *
   * @param keys what they are, for the message
   * @param parse of a key; throws {@link NumberFormatException}
   * @param read of a key's value
   */
  <K extends Comparable<K>, V> SortedMap<K, V> entries(
      String key, String keys, Function<String, K> parse, BiFunction<Section, String, V> read) {
    SortedMap<K, V> entries = new TreeMap<>();
    Section inner = section(key);
    for (String name : inner.mapping.entries().keySet()) {
      V value = read.apply(inner, name);
      try {
        entries.put(parse.apply(name), value);
      } catch (NumberFormatException failure) {
        problem(key, "must have %s as keys, has \"%s\"".formatted(keys, name));
      }
    }
    return entries;
  }

  boolean has(String key) {
    known.add(key);
    return mapping.entries().containsKey(key);
  }

  /**
   * Builds from what was read, unless something is wrong already; notes what the record refuses.
   */
  <T> T build(Supplier<T> constructor) {
    if (problems.count() > earlierProblems) {
      return null;
    }
    try {
      return constructor.get();
    } catch (IllegalArgumentException failure) {
      problems.add(mapping.where(), (path.isEmpty() ? "" : path + ": ") + failure.getMessage());
      return null;
    }
  }

  @Override
  public void close() {
    for (Map.Entry<String, YamlNode> entry : mapping.entries().entrySet()) {
      if (!known.contains(entry.getKey())) {
        problems.add(
            entry.getValue().where(),
            "the key %s is unknown; did you mean %s? Known are %s"
                .formatted(
                    path(entry.getKey()),
                    KnownNames.nearest(entry.getKey(), known),
                    String.join(", ", known)));
      }
    }
  }

  private <T extends Number> T bounded(
      String key, Bounds bounds, T placeholder, String kind, Function<String, T> parse) {
    return value(
        key,
        placeholder,
        text -> {
          T number;
          try {
            number = parse.apply(text.replace("_", ""));
          } catch (NumberFormatException failure) {
            throw new IllegalArgumentException(kind + " " + bounds, failure);
          }
          if (!bounds.contains(number.doubleValue())) {
            throw new IllegalArgumentException(bounds.toString());
          }
          return number;
        });
  }

  private void problem(String key, String what) {
    YamlNode node = mapping.entries().get(key);
    problems.add(node == null ? mapping.where() : node.where(), path(key) + " " + what);
  }

  private String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
