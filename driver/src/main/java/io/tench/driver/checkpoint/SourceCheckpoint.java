package io.tench.driver.checkpoint;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import java.io.IOException;
import java.util.List;

/**
 * A checkpoint that something is built on.
 *
 * @param folder its own, also where a run's was named
 */
public record SourceCheckpoint(String folder, Checkpoint checkpoint) {
  /**
   * Opens a checkpoint's folder, or that of a run: then its newest checkpoint that is whole.
   *
   * @throws BadInputException if there is none, or it is damaged
   */
  public static SourceCheckpoint open(Storage storage, String location) throws IOException {
    List<Storage.Entry> rounds = CheckpointFiles.rounds(storage, location);
    if (rounds.isEmpty()) {
      return new SourceCheckpoint(location, CheckpointFiles.read(storage, location));
    }
    BadInputException newestProblem = null;
    for (Storage.Entry round : rounds) {
      try {
        String folder = Storage.child(location, round.name());
        return new SourceCheckpoint(folder, CheckpointFiles.read(storage, folder));
      } catch (BadInputException damaged) {
        newestProblem = newestProblem == null ? damaged : newestProblem;
      }
    }
    throw newestProblem;
  }
}
