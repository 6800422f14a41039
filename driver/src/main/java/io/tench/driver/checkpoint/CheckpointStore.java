package io.tench.driver.checkpoint;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import io.tench.datasets.storage.UnreachableStorageException;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import io.tench.models.CheckpointSummary;
import io.tench.models.CheckpointWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The checkpoints of one run, as folders {@code <run>/round-000042}.
 *
 * <p>A checkpoint is written whole, its manifest last, under {@code <run>/_temporary-…}, and then
 * renamed, so that a reader finds a whole checkpoint or none. One that is let go is renamed away
 * before it is deleted, for the same reason; but not before a newer one was read back, so that
 * there is always one that verifies. The newest round that verifies never becomes a lower one.
 *
 * <p>Of several drivers on one run, the one that {@link #resume}s last owns it. The others are told
 * by {@link #takenOver}, and cannot publish from the moment that it goes on: see {@link
 * Publication}. {@code docs/reliability.md} has the whole contract. Needs a storage that creates a
 * file and renames a folder in one step each, and never onto another. Not thread-safe.
 */
public final class CheckpointStore {
  /** Hadoop's names of storages whose rename copies file by file. */
  private static final Pattern OBJECT_STORE =
      Pattern.compile("(s3[an]?|gs|oss|cosn|obs|swift|wasbs?)://");

  private final Storage storage;
  private final CheckpointWriter writer;
  private final String run;
  private final int keepLast;
  private final Consumer<String> warnings;
  private Ownership ownership;

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
    this.writer = new CheckpointWriter(storage);
    this.run = run;
    this.keepLast = keepLast;
    this.warnings = warnings;
  }

  /** The run's folder. */
  public String run() {
    return run;
  }

  /**
   * Takes the run over, and gives the checkpoint that it goes on from: {@link #latest}. What
   * earlier drivers left half written, or had not removed yet, is removed.
   *
   * @param configuration of the run, as YAML
   * @throws BadInputException if the folder belongs to a run with another configuration, which then
   *     keeps it; names the differences. Or if it cannot be read or written, or lies in an object
   *     store
   */
  public Optional<Checkpoint> resume(String configuration) {
    requireRenames();
    newest(CheckpointFiles::summary, skipped -> {})
        .ifPresent(found -> SameRun.require(run, found.report().configuration(), configuration));
    try {
      takeOver();
    } catch (IOException failure) {
      throw unusable("written", run, failure);
    }
    Optional<Checkpoint> latest = latest();
    latest.ifPresent(
        checkpoint -> {
          SameRun.require(run, checkpoint.report().configuration(), configuration);
          removeBefore(checkpoint, true);
        });
    return latest;
  }

  private void requireRenames() {
    if (OBJECT_STORE.matcher(run).lookingAt()) {
      throw new BadInputException(
          "%s lies in an object store, which cannot rename a folder in one step: set run to a folder on HDFS or on a disk; the data may stay where it is."
              .formatted(run));
    }
  }

  private void takeOver() throws IOException {
    ownership = Ownership.claim(storage, run);
    temporaries().removeEarlier();
  }

  /** Whose the run is now, in one sentence, if another driver is known to have taken it over. */
  public Optional<String> takenOver() {
    try {
      return ownership == null ? Optional.empty() : ownership.lost();
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  /**
   * The checkpoint with the highest round that verifies, if any; warns of those above it.
   *
   * @throws BadInputException if the run's folder cannot be read
   */
  public Optional<Checkpoint> latest() {
    return newest(
        CheckpointFiles::read,
        broken -> warnings.accept("Skipped a checkpoint: " + broken.getMessage()));
  }

  private <T> Optional<T> newest(
      CheckpointFiles.Reading<T> reading, Consumer<BadInputException> skipped) {
    try {
      return CheckpointFiles.newest(storage, run, reading, skipped);
    } catch (IOException failure) {
      throw unusable("read", run, failure);
    }
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
        problem = Optional.of(unusable("read", entry.path(), failure).getMessage());
      }
      published.add(new PublishedCheckpoint(round(entry), entry.path(), content, problem));
    }
    return published;
  }

  /**
   * Publishes a checkpoint; once it is committed, removes those that need not stay. Takes the run
   * over if {@link #resume} has not.
   */
  public CommitOutcome commit(Checkpoint checkpoint) {
    String folder = CheckpointFiles.folder(run, checkpoint.round());
    try {
      if (ownership == null) {
        takeOver();
      }
    } catch (IOException failure) {
      return new CommitOutcome.NotCommitted(folder, failure.getMessage());
    }
    CommitOutcome outcome =
        new Publication(storage, writer, ownership, temporaries(), folder).commit(checkpoint);
    if (outcome instanceof CommitOutcome.Committed) {
      removeBefore(checkpoint, false);
    }
    return outcome;
  }

  private TemporaryFolders temporaries() {
    return new TemporaryFolders(storage, run, ownership.number(), warnings);
  }

  /** Keeps the newest, the best and enough more; all, if the newest is not whole. */
  private void removeBefore(Checkpoint newest, boolean known) {
    int best = newest.report().best().map(Checkpoint.Best::round).orElse(newest.round());
    try {
      List<Storage.Entry> needless =
          CheckpointFiles.rounds(storage, run).stream()
              .filter(entry -> round(entry) < newest.round())
              .skip(keepLast - 1)
              .filter(entry -> round(entry) != best)
              .toList();
      if (!needless.isEmpty() && !known) {
        CheckpointFiles.requireWhole(storage, CheckpointFiles.folder(run, newest.round()));
      }
      for (Storage.Entry entry : needless) {
        temporaries().discard(entry.path());
      }
    } catch (IOException | BadInputException failure) {
      warnings.accept("Older checkpoints of %s stay: %s".formatted(run, failure.getMessage()));
    }
  }

  private List<Storage.Entry> rounds() {
    try {
      return CheckpointFiles.rounds(storage, run);
    } catch (IOException failure) {
      throw unusable("read", run, failure);
    }
  }

  private static int round(Storage.Entry entry) {
    return CheckpointFiles.round(entry.name()).orElseThrow();
  }

  private static BadInputException unusable(String done, String path, IOException failure) {
    return new BadInputException(
        failure instanceof UnreachableStorageException
            ? failure.getMessage()
            : "%s cannot be %s (%s): when it can, run the same command again."
                .formatted(path, done, failure.getMessage()),
        failure);
  }
}
