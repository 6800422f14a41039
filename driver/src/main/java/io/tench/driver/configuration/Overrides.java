package io.tench.driver.configuration;

import java.util.List;

/** The command line's {@code --set training.epochs=3}, laid over a file's YAML. */
final class Overrides {
  private Overrides() {}

  static void apply(YamlNode.Mapping root, List<String> overrides, Problems problems) {
    for (String override : overrides) {
      int equals = override.indexOf('=');
      String where = "--set " + override;
      if (equals < 1) {
        problems.add(where, "must look like key=value, for example --set training.epochs=3");
        continue;
      }
      String[] keys = override.substring(0, equals).strip().split("\\.", -1);
      YamlNode value = YamlReader.value(where, override.substring(equals + 1), problems);
      set(root, keys, where, value, problems);
    }
  }

  private static void set(
      YamlNode.Mapping root, String[] keys, String where, YamlNode value, Problems problems) {
    YamlNode.Mapping mapping = root;
    for (int depth = 0; depth < keys.length - 1; depth++) {
      YamlNode inner =
          mapping.entries().computeIfAbsent(keys[depth], key -> new YamlNode.Mapping(where));
      if (!(inner instanceof YamlNode.Mapping next)) {
        problems.add(
            where,
            "%s is %s in the file, not a section; set it as a whole"
                .formatted(
                    String.join(".", List.of(keys).subList(0, depth + 1)), inner.described()));
        return;
      }
      mapping = next;
    }
    mapping.entries().put(keys[keys.length - 1], value);
  }
}
