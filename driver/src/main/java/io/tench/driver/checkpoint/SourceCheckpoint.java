package io.tench.driver.checkpoint;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * A checkpoint that something is built on.
 *
 * @param folder its own, also where a run's was named
 */
public record SourceCheckpoint(String folder, Checkpoint checkpoint) {
  /**
   * Opens a checkpoint's folder, or that of a run: then its newest checkpoint that is whole.
   *
   * @param warnings hears, in one sentence each, of newer ones that are not
   * @throws BadInputException if there is none, or it is damaged
   */
  public static SourceCheckpoint open(Storage storage, String location, Consumer<String> warnings)
      throws IOException {
    return CheckpointFiles.open(
        storage,
        location,
        (files, folder) ->
            new SourceCheckpoint(named(location, folder), CheckpointFiles.read(files, folder)),
        damaged -> warnings.accept("Skipped a checkpoint: " + damaged.getMessage()));
  }

  /** The folder by the user's way of naming the run. */
  private static String named(String location, String folder) {
    return folder.equals(location)
        ? location
        : Storage.child(location, folder.substring(folder.lastIndexOf('/') + 1));
  }
}
