package io.tench.datasets;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The classes of a data set, in index order; travels in every data set and checkpoint. As JSON it
 * is the list of its labels.
 */
public record LabelMap(@JsonValue List<Label> labels) implements Serializable {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public LabelMap {
    labels = List.copyOf(labels);
    Set<String> ids = new HashSet<>();
    for (int index = 0; index < labels.size(); index++) {
      Label label = labels.get(index);
      if (label.index() != index) {
        throw new IllegalArgumentException(
            "label " + index + " must have index " + index + ", was " + label.index());
      }
      if (!ids.add(label.id())) {
        throw new IllegalArgumentException("label id " + label.id() + " appears twice");
      }
    }
  }

  /** Classes whose ids are their names, in the order given. */
  public static LabelMap ofNames(List<String> names) {
    List<Label> labels = new ArrayList<>();
    for (String name : names) {
      labels.add(new Label(labels.size(), name, name));
    }
    return new LabelMap(labels);
  }

  public int size() {
    return labels.size();
  }

  public Label get(int index) {
    return labels.get(index);
  }

  /** The label with this id ({@code n01440764}), if there is one. */
  public Optional<Label> withId(String id) {
    return labels.stream().filter(label -> label.id().equals(id)).findFirst();
  }

  /** The index here of each of the other's classes, by their ids; empty if one is not here. */
  public Optional<List<Integer>> indicesOf(LabelMap other) {
    Map<String, Integer> indices =
        labels.stream().collect(Collectors.toMap(Label::id, Label::index));
    List<Integer> found = other.labels.stream().map(label -> indices.get(label.id())).toList();
    return found.stream().allMatch(Objects::nonNull) ? Optional.of(found) : Optional.empty();
  }
}
