package io.tench.driver.checkpoint;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import io.tench.driver.checkpoint.CommitOutcome.Committed;
import io.tench.driver.checkpoint.CommitOutcome.NotCommitted;
import io.tench.driver.checkpoint.CommitOutcome.Unknown;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import java.io.IOException;
import org.apache.hadoop.fs.FileAlreadyExistsException;

/** One attempt to publish a checkpoint: all of it under a temporary name, then one rename. */
final class Publication {
  private final Storage storage;
  private final TemporaryFolders temporaries;
  private final String temporary;
  private final String folder;

  Publication(Storage storage, TemporaryFolders temporaries, String folder) {
    this.storage = storage;
    this.temporaries = temporaries;
    this.temporary = temporaries.create();
    this.folder = folder;
  }

  CommitOutcome commit(Checkpoint checkpoint) {
    try {
      CheckpointFiles.write(storage, temporary, checkpoint);
    } catch (IOException failure) {
      temporaries.remove(temporary);
      return new NotCommitted(folder, reason(failure));
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

  /** After a rename that failed: looks where the checkpoint is, and leaves nothing to come. */
  private CommitOutcome find(IOException failure) {
    try {
      if (!storage.exists(folder) && storage.delete(temporary)) {
        return new NotCommitted(folder, reason(failure));
      }
      if (verifies()) {
        temporaries.remove(temporary);
        return new Committed(folder);
      }
    } catch (IOException alsoFailed) {
      failure.addSuppressed(alsoFailed);
    }
    return new Unknown(folder, reason(failure));
  }

  private boolean verifies() throws IOException {
    try {
      CheckpointFiles.verify(storage, folder);
      return true;
    } catch (BadInputException broken) {
      return false;
    }
  }

  private static String reason(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message.replaceAll("\\.$", "");
  }
}
