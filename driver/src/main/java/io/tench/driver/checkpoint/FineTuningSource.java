package io.tench.driver.checkpoint;

import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.LabelMap;
import io.tench.datasets.storage.Storage;
import io.tench.driver.configuration.RunConfigurationReader;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import io.tench.models.CheckpointSummary;
import io.tench.models.NetworkDescription;
import io.tench.models.transfer.FineTuning;
import io.tench.models.transfer.StartingPoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What a fine-tuning run is built on. Once the run has a checkpoint of its own, that one says which
 * round of which run it came from: the other may train on, or be deleted.
 */
public final class FineTuningSource {
  private final FineTuning tuning;
  private final NetworkDescription network;
  private final Supplier<float[]> parameters;

  private FineTuningSource(
      FineTuning tuning, NetworkDescription network, Supplier<float[]> parameters) {
    this.tuning = tuning;
    this.network = network;
    this.parameters = parameters;
  }

  /**
   * The source of a run.
   *
   * @param run its folder
   * @param seed of a new head's weights
   * @throws BadInputException if the checkpoint cannot be read, or does not fit the data's classes
   */
  public static FineTuningSource of(
      Storage storage, String run, FineTuning requested, DataSet data, long seed) {
    try {
      Optional<FineTuningSource> begun = ofBegunRun(storage, run, requested, data, seed);
      return begun.isPresent() ? begun.get() : ofNewRun(storage, requested, data, seed);
    } catch (IOException failure) {
      throw new BadInputException(
          "The checkpoint %s cannot be read: %s"
              .formatted(requested.fromCheckpoint(), failure.getMessage()),
          failure);
    }
  }

  private static FineTuningSource ofNewRun(
      Storage storage, FineTuning requested, DataSet data, long seed) throws IOException {
    SourceCheckpoint source =
        SourceCheckpoint.open(storage, requested.fromCheckpoint(), skipped -> {});
    StartingPoint start = start(source.checkpoint(), requested, data, seed);
    return new FineTuningSource(
        requested.from(source.folder()), start.network(), start::parameters);
  }

  private static Optional<FineTuningSource> ofBegunRun(
      Storage storage, String run, FineTuning requested, DataSet data, long seed)
      throws IOException {
    // Of damaged ones, which it skips, the trainer tells.
    return CheckpointFiles.newest(storage, run, CheckpointFiles::verify, damaged -> {})
        .flatMap(
            own ->
                recorded(own, requested)
                    .map(
                        tuning ->
                            new FineTuningSource(
                                tuning, own.network(), again(storage, tuning, data, seed))));
  }

  /** For a run whose checkpoints are gone by the time that it starts. */
  private static Supplier<float[]> again(
      Storage storage, FineTuning tuning, DataSet data, long seed) {
    return () -> {
      try {
        return ofNewRun(storage, tuning, data, seed).parameters();
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    };
  }

  /** What the run's own checkpoint says, if it is built on what is asked for. */
  private static Optional<FineTuning> recorded(CheckpointSummary own, FineTuning requested) {
    String theirs;
    try {
      String yaml = own.report().configuration();
      theirs =
          RunConfigurationReader.read("its configuration", yaml, List.of())
              .transfer()
              .fromCheckpoint();
    } catch (BadInputException unreadable) {
      // Another run's folder: the trainer refuses it, and says why.
      return Optional.empty();
    }
    String asked = requested.fromCheckpoint();
    boolean roundOfIt =
        theirs.startsWith(asked + "/")
            && CheckpointFiles.round(theirs.substring(asked.length() + 1)).isPresent();
    return theirs.equals(asked) || roundOfIt
        ? Optional.of(requested.from(theirs))
        : Optional.empty();
  }

  private static StartingPoint start(
      Checkpoint source, FineTuning tuning, DataSet data, long seed) {
    LabelMap labels = data.manifest().labels();
    if (tuning.newHead() || tuning.keepsAPart()) {
      NetworkDescription network = source.network();
      float[] parameters = source.parameters();
      try {
        return tuning.keepsAPart()
            ? StartingPoint.keepingUntil(network, parameters, labels, tuning.keepUntil(), seed)
            : StartingPoint.withNewHead(network, parameters, labels, seed);
      } catch (IllegalArgumentException unknown) {
        throw new BadInputException(
            "The checkpoint %s cannot have a new head: %s; take one of a network that Tench built."
                .formatted(tuning.fromCheckpoint(), unknown.getMessage()),
            unknown);
      }
    }
    int classes = source.network().labels().size();
    if (labels.size() != classes) {
      throw new BadInputException(
          "The data set %s has %d classes and the checkpoint %s tells %d apart: ask for a new head (--new-head, or transfer.new-head: true), or take data of the same classes."
              .formatted(data.location(), labels.size(), tuning.fromCheckpoint(), classes));
    }
    return StartingPoint.withSameHead(source.network(), source.parameters(), labels);
  }

  /** What was asked for, with the folder of the checkpoint itself. */
  public FineTuning tuning() {
    return tuning;
  }

  /** The run's network. */
  public NetworkDescription network() {
    return network;
  }

  /** The parameters of the run's round 0. */
  public float[] parameters() {
    return parameters.get();
  }
}
