package io.tench.workers;

import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.Preprocessing;
import io.tench.models.NetworkDescription;
import java.io.Serializable;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a network is scored.
 *
 * @param backend a name that {@link Backends#named} knows
 * @param network with the settings that it trains with, the open network of the training is used
 *     again
 * @param prefetch batches that may wait, decoded, for the backend
 * @param classes the network's index of each class of the data set
 */
public record ScoringSettings(
    String backend,
    NetworkSettings network,
    Preprocessing preprocessing,
    int batchSize,
    int prefetch,
    List<Integer> classes)
    implements Serializable {
  public ScoringSettings {
    classes = List.copyOf(classes);
  }

  /** Of a data set whose classes are the network's. */
  public ScoringSettings(
      String backend,
      NetworkSettings network,
      Preprocessing preprocessing,
      int batchSize,
      int prefetch) {
    this(
        backend,
        network,
        preprocessing,
        batchSize,
        prefetch,
        IntStream.range(0, network.classes()).boxed().toList());
  }

  /** For the network of a checkpoint, apart from any training; the backend's name is resolved. */
  public static ScoringSettings of(String backend, NetworkDescription network) {
    NetworkSettings settings = ImageClassifier.settings(network, 1);
    String resolved = Backends.named(backend, settings).name();
    return new ScoringSettings(resolved, settings, network.preprocessing(), 100, 2);
  }

  /** The same for a data set whose classes are these of the network's. */
  public ScoringSettings onClasses(List<Integer> indices) {
    return new ScoringSettings(backend, network, preprocessing, batchSize, prefetch, indices);
  }

  /**
   * Holds a data set against the classes.
   *
   * @throws BadInputException if it has another number of them
   */
  void requireClasses(DataSet data) {
    int found = data.manifest().labels().size();
    if (found != classes.size()) {
      throw new BadInputException(
          "The data set %s has %d classes, the network tells %d apart: build the network for the data set's classes, or take the data set that it was made for."
              .formatted(data.location(), found, classes.size()));
    }
  }
}
