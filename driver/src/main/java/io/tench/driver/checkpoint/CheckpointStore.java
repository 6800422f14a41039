package io.tench.driver.checkpoint;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import io.tench.datasets.storage.UnreachableStorageException;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import io.tench.models.CheckpointSummary;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The checkpoints of one run, as folders {@code <run>/round-000042}.
 *
 * <p>A checkpoint is written whole, its manifest last, under {@code <run>/_temporary-<uuid>}, and
 * then renamed, so that a reader finds a whole checkpoint or none. One that is let go is renamed
 * away before it is deleted, for the same reason.
 */
public final class CheckpointStore {
  private final Storage storage;
  private final String run;
  private final int keepLast;
  private final Consumer<String> warnings;
  private final TemporaryFolders temporaries;

  /**
   * The store of a run's folder, which need not exist.
   *
   * @param keepLast newest checkpoints that stay; the best stays too
   * @param warnings hears, in one sentence each, of what was skipped or could not be removed
   */
  public CheckpointStore(Storage storage, String run, int keepLast, Consumer<String> warnings) {
    if (keepLast < 1) {
      throw new IllegalArgumentException("keep-last must be >= 1, was " + keepLast);
    }
    this.storage = storage;
    this.run = run;
    this.keepLast = keepLast;
    this.warnings = warnings;
    this.temporaries = new TemporaryFolders(storage, run, warnings);
  }

  /** The run's folder. */
  public String run() {
    return run;
  }

  /**
   * The checkpoint that a run goes on from: {@link #latest}, after what a killed run left half
   * written is removed.
   *
   * @param configuration of the run, as YAML
   * @throws BadInputException if the folder belongs to a run with another configuration; names the
   *     differences
   */
  public Optional<Checkpoint> resume(String configuration) {
    Optional<Checkpoint> latest = latest();
    latest.ifPresent(
        checkpoint -> SameRun.require(run, checkpoint.report().configuration(), configuration));
    temporaries.removeAll();
    return latest;
  }

  /**
   * The checkpoint with the highest round that verifies, if any; warns of those above it.
   *
   * @throws BadInputException if the run's folder cannot be read
   */
  public Optional<Checkpoint> latest() {
    for (Storage.Entry entry : rounds()) {
      try {
        return Optional.of(CheckpointFiles.read(storage, entry.path()));
      } catch (BadInputException broken) {
        warnings.accept("Skipped a checkpoint: " + broken.getMessage());
      } catch (IOException failure) {
        throw unreadable(entry.path(), failure);
      }
    }
    return Optional.empty();
  }

  /**
   * All checkpoint folders, newest first, each read whole to verify it.
   *
   * @throws BadInputException if the run's folder cannot be read
   */
  public List<PublishedCheckpoint> list() {
    List<PublishedCheckpoint> published = new ArrayList<>();
    for (Storage.Entry entry : rounds()) {
      Optional<CheckpointSummary> content = Optional.empty();
      Optional<String> problem = Optional.empty();
      try {
        content = Optional.of(CheckpointFiles.verify(storage, entry.path()));
      } catch (BadInputException broken) {
        problem = Optional.of(broken.getMessage());
      } catch (IOException failure) {
        problem = Optional.of(unreadable(entry.path(), failure).getMessage());
      }
      published.add(new PublishedCheckpoint(round(entry), entry.path(), content, problem));
    }
    return published;
  }

  /** Publishes a checkpoint; once it is committed, removes those that need not stay. */
  public CommitOutcome commit(Checkpoint checkpoint) {
    String folder = CheckpointFiles.folder(run, checkpoint.round());
    CommitOutcome outcome = new Publication(storage, temporaries, folder).commit(checkpoint);
    if (outcome instanceof CommitOutcome.Committed) {
      removeBefore(checkpoint);
    }
    return outcome;
  }

  /**
   * Of the rounds before the newest, which is known to be whole, keeps the best and enough more.
   */
  private void removeBefore(Checkpoint newest) {
    int best = newest.report().best().map(Checkpoint.Best::round).orElse(newest.round());
    try {
      List<Storage.Entry> older =
          CheckpointFiles.rounds(storage, run).stream()
              .filter(entry -> round(entry) < newest.round())
              .toList();
      for (Storage.Entry entry :
          older.subList(Math.min(keepLast - 1, older.size()), older.size())) {
        if (round(entry) != best) {
          temporaries.discard(entry.path());
        }
      }
    } catch (IOException failure) {
      warnings.accept("Older checkpoints of %s stay: %s".formatted(run, failure.getMessage()));
    }
  }

  private List<Storage.Entry> rounds() {
    try {
      return CheckpointFiles.rounds(storage, run);
    } catch (IOException failure) {
      throw unreadable(run, failure);
    }
  }

  private static int round(Storage.Entry entry) {
    return CheckpointFiles.round(entry.name()).orElseThrow();
  }

  private static BadInputException unreadable(String path, IOException failure) {
    return new BadInputException(
        failure instanceof UnreachableStorageException
            ? failure.getMessage()
            : "%s cannot be read: %s".formatted(path, failure.getMessage()),
        failure);
  }
}
