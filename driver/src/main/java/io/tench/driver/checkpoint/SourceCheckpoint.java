package io.tench.driver.checkpoint;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import java.io.IOException;
import java.util.ArrayList;
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
    if (CheckpointFiles.rounds(storage, location).isEmpty()) {
      return new SourceCheckpoint(location, CheckpointFiles.read(storage, location));
    }
    List<BadInputException> damaged = new ArrayList<>();
    return CheckpointFiles.newest(
            storage, location, (files, folder) -> read(files, location, folder), damaged::add)
        .orElseThrow(() -> damaged.get(0));
  }

  /** The folder keeps the user's way of naming the run. */
  private static SourceCheckpoint read(Storage storage, String run, String folder)
      throws IOException {
    String named = Storage.child(run, folder.substring(folder.lastIndexOf('/') + 1));
    return new SourceCheckpoint(named, CheckpointFiles.read(storage, named));
  }
}
