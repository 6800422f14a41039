package io.tench.driver.preflight;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
  public Exactness {
    processors = Collections.unmodifiableMap(new TreeMap<>(processors));
  }

  /** What breaks the promise, each in one sentence; none if it holds. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (gpu) {
      warnings.add(
          "This run may not come to the same bits twice: it computes on a GPU, whose sums come out in another order each time; where the bits matter, set training.device to cpu.");
    }
    if (processors.values().stream().distinct().count() > 1) {
      warnings.add(
          "This run may not come to the same bits twice: its executors have different CPUs (%s), on which sums come out in another order; where the bits matter, take executors of one kind."
              .formatted(
                  processors.entrySet().stream()
                      .map(host -> "%s on %s".formatted(host.getValue(), host.getKey()))
                      .collect(Collectors.joining(", "))));
    }
    return warnings;
  }
}
