package io.tench.driver.cli;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import io.tench.driver.checkpoint.CheckpointStore;
import io.tench.models.Checkpoint;
import io.tench.models.CheckpointFiles;
import java.io.IOException;
import java.util.function.Consumer;

/** Opens the checkpoints that a user names. */
final class Checkpoints {
  private Checkpoints() {}

  /**
   * The checkpoint in a folder; of a run's folder the newest that is whole.
   *
   * @param warnings hears of those that are not
   */
  static Checkpoint open(Storage storage, String location, Consumer<String> warnings)
      throws IOException {
    String folder = Locations.absolute(location);
    if (CheckpointFiles.rounds(storage, folder).isEmpty()) {
      return CheckpointFiles.read(storage, folder);
    }
    return new CheckpointStore(storage, folder, 1, warnings)
        .latest()
        .orElseThrow(
            () ->
                new BadInputException(
                    "No checkpoint in %s is whole: `tench checkpoints` says what is wrong."
                        .formatted(location)));
  }
}
