package io.tench.driver.preflight;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a run computes with, held against the promise that the same configuration, seed and data
 * come to the same bits wherever, in what order and how often its tasks run. This is the one place
 * that knows what breaks it; what is not named here keeps it.
 *
 * @param gpu whether it computes on a GPU
 * @param processors the kind of CPU of each host that computes
 */
public record Exactness(boolean gpu, Map<String, String> processors) {
  /** Of a run whose executors could not be asked. */
  public static final Exactness UNKNOWN = new Exactness(false, Map.of());

  public Exactness {
    processors = Collections.unmodifiableMap(new TreeMap<>(processors));
  }

  /** The kinds of CPU that compute, sorted. */
  public SortedSet<String> kinds() {
    return new TreeSet<>(processors.values());
  }

  /**
   * What breaks the promise, each in one sentence; none if it holds.
   *
   * @param earlier kinds of CPU that trained the checkpoint that the run goes on from; none if that
   *     is not known, or the run is a new one
   */
  public List<String> warnings(Collection<String> earlier) {
    SortedSet<String> kinds = kinds();
    List<String> warnings = new ArrayList<>();
    if (gpu) {
      warnings.add(
          "This run may not come to the same bits twice: it computes on a GPU, whose sums come out in another order each time; where the bits matter, set training.device to cpu.");
    }
    if (kinds.size() > 1) {
      warnings.add(
          "This run may not come to the same bits twice: its executors have different CPUs (%s), on which sums come out in another order; where the bits matter, take executors of one kind."
              .formatted(
                  processors.entrySet().stream()
                      .map(host -> "%s on %s".formatted(host.getValue(), host.getKey()))
                      .collect(Collectors.joining(", "))));
    }
    SortedSet<String> before = new TreeSet<>(earlier);
    if (!before.isEmpty() && !kinds.isEmpty() && !before.equals(kinds)) {
      warnings.add(
          "This run may not come to the bits of one that was never stopped: what it goes on from was trained on %s, and its executors have %s, on which sums come out in another order; where the bits matter, go on with executors of the kind that it began with."
              .formatted(String.join(", ", before), String.join(", ", kinds)));
    }
    return warnings;
  }
}
