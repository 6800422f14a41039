package io.tench.datasets.source;

import io.tench.datasets.Label;
import io.tench.datasets.LabelMap;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A label map by id or index, as folders and annotations name its classes. */
final class Classes {
  private final LabelMap labels;
  private final Map<String, Integer> indices = new HashMap<>();
  private final boolean synsets;

  Classes(LabelMap labels) {
    this.labels = labels;
    labels.labels().forEach(label -> indices.put(label.id(), label.index()));
    this.synsets = labels.labels().stream().map(Label::id).allMatch(ImageNetClasses::isSynset);
  }

  LabelMap labels() {
    return labels;
  }

  /**
   * The index of a class. A number that is no id is an index: of ILSVRC2012's 1000 classes where
   * the ids are synsets, of the label map where they are not.
   */
  Optional<Integer> indexOf(String written) {
    Integer known = indices.get(written);
    if (known != null || !written.matches("\\d{1,9}")) {
      return Optional.ofNullable(known);
    }
    int index = Integer.parseInt(written);
    if (!synsets) {
      return index < labels.size() ? Optional.of(index) : Optional.empty();
    }
    List<String> official = ImageNetClasses.ids();
    return index < official.size()
        ? Optional.ofNullable(indices.get(official.get(index)))
        : Optional.empty();
  }

  /**
   * WordNet's names from {@code words.txt} or {@code LOC_synset_mapping.txt}, the first of each.
   */
  static Map<String, String> words(Storage storage, FileTree tree) throws IOException {
    Map<String, String> words = new HashMap<>();
    Optional<TreeFile> file =
        tree.named(name -> name.equals("words.txt") || name.equals("loc_synset_mapping.txt"));
    if (file.isPresent()) {
      for (String line : tree.lines(storage, file.get())) {
        String[] columns = line.split("\\s+", 2);
        if (columns.length == 2) {
          words.put(columns[0], columns[1].split(",", 2)[0]);
        }
      }
    }
    return words;
  }
}
