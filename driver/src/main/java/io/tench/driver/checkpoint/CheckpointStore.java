package io.tench.driver.checkpoint;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import io.tench.models.Checkpoint;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The checkpoints of one run, as folders {@code <run>/round-000042}. */
@SuppressWarnings("DoNotCallSuggester") // The methods come with the next commit.
public final class CheckpointStore {
  private final Storage storage;
  private final String run;
  private final int keepLast;
  private final Consumer<String> warnings;

  /**
   * The store of a run's folder, which need not exist.
   *
   * @param keepLast newest checkpoints that stay; the best stays too
   * @param warnings hears, in one sentence each, of checkpoints that are skipped
   */
  public CheckpointStore(Storage storage, String run, int keepLast, Consumer<String> warnings) {
    this.storage = storage;
    this.run = run;
    this.keepLast = keepLast;
    this.warnings = warnings;
  }

  public String run() {
    return run;
  }

  /**
   * The checkpoint with the highest round that verifies; warns of those above it.
   *
   * @param configuration of the run, as YAML
   * @throws BadInputException if the folder belongs to a run with another configuration; names the
   *     differences
   */
  public Optional<Checkpoint> latest(String configuration) {
    throw new UnsupportedOperationException(storage + run + keepLast + warnings);
  }

  /** All checkpoint folders, by round, each verified or with what is wrong. */
  public List<PublishedCheckpoint> list() {
    throw new UnsupportedOperationException();
  }

  /** Publishes a checkpoint, then removes those that need not stay. */
  public CommitOutcome commit(Checkpoint checkpoint) {
    throw new UnsupportedOperationException("commit of round " + checkpoint.round());
  }
}
