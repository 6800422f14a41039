package io.tench.driver.checkpoint;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import io.tench.driver.checkpoint.CommitOutcome.Committed;
import io.tench.driver.checkpoint.CommitOutcome.NotCommitted;
import io.tench.driver.checkpoint.CommitOutcome.TakenOver;
import io.tench.driver.checkpoint.CommitOutcome.Unknown;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import io.tench.models.CheckpointWriter;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.fs.FileAlreadyExistsException;

/**
 * One attempt to publish a checkpoint: all of it under a temporary name, then a look whether the
 * run is still this driver's, then one rename.
 *
 * <p>A driver that takes the run over first claims it and then takes the temporary folders of
 * earlier drivers away. So if it listed them after this one's was written, the rename finds nothing
 * to rename; and if it listed them before, its claim was there before the look.
 */
final class Publication {
  private final Storage storage;
  private final CheckpointWriter writer;
  private final Ownership ownership;
  private final TemporaryFolders temporaries;
  private final String temporary;
  private final String folder;

  Publication(
      Storage storage,
      CheckpointWriter writer,
      Ownership ownership,
      TemporaryFolders temporaries,
      String folder) {
    this.storage = storage;
    this.writer = writer;
    this.ownership = ownership;
    this.temporaries = temporaries;
    this.temporary = temporaries.create();
    this.folder = folder;
  }

  CommitOutcome commit(Checkpoint checkpoint) {
    try {
      writer.write(temporary, checkpoint);
      Optional<String> lost = ownership.lost();
      if (lost.isPresent()) {
        temporaries.remove(temporary);
        return new TakenOver(folder, lost.get());
      }
    } catch (IOException failure) {
      temporaries.remove(temporary);
      return lostOr(new NotCommitted(folder, reason(failure)));
    }
    try {
      storage.rename(temporary, folder);
      return new Committed(folder);
    } catch (FileAlreadyExistsException taken) {
      return replace();
    } catch (IOException failure) {
      return find(failure);
    }
  }

  /**
   * The round has a folder. If that verifies it holds what ours does, for a round is a pure
   * function of its run; if it does not, ours takes its place.
   */
  private CommitOutcome replace() {
    try {
      if (!verifies()) {
        temporaries.discard(folder);
        storage.rename(temporary, folder);
        return new Committed(folder);
      }
    } catch (IOException failure) {
      return find(failure);
    }
    temporaries.remove(temporary);
    return new Committed(folder);
  }

  /**
   * After a rename that failed, and might yet be done: leaves nothing to rename, and then looks
   * where the checkpoint is.
   */
  private CommitOutcome find(IOException failure) {
    try {
      boolean waited = storage.delete(temporary);
      if (verifies()) {
        return new Committed(folder);
      }
      if (waited) {
        return lostOr(new NotCommitted(folder, reason(failure)));
      }
    } catch (IOException alsoFailed) {
      failure.addSuppressed(alsoFailed);
    }
    return lostOr(new Unknown(folder, reason(failure)));
  }

  private boolean verifies() throws IOException {
    try {
      CheckpointFiles.verify(storage, folder);
      return true;
    } catch (BadInputException broken) {
      return false;
    }
  }

  /** A failure is none of the storage's if the run was taken over meanwhile. */
  private CommitOutcome lostOr(CommitOutcome outcome) {
    try {
      return ownership
          .lost()
          .<CommitOutcome>map(sentence -> new TakenOver(folder, sentence))
          .orElse(outcome);
    } catch (IOException unknown) {
      return outcome;
    }
  }

  private static String reason(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message.replaceAll("\\.$", "");
  }
}
