package io.tench.driver.checkpoint;

import io.tench.datasets.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Consumer;

/** Folders {@code <run>/_temporary-<uuid>}: what is not published yet, or not any more. */
final class TemporaryFolders {
  private static final String PREFIX = "_temporary-";

  private final Storage storage;
  private final String run;
  private final Consumer<String> warnings;

  TemporaryFolders(Storage storage, String run, Consumer<String> warnings) {
    this.storage = storage;
    this.run = run;
    this.warnings = warnings;
  }

  /** The path of a new one; nothing is created. */
  String create() {
    return Storage.child(run, PREFIX + UUID.randomUUID());
  }

  /** Takes a published folder away in one step, then deletes it. */
  void discard(String folder) throws IOException {
    String temporary = create();
    storage.rename(folder, temporary);
    remove(temporary);
  }

  /** Deletes one; what cannot be deleted now goes when the run next starts. */
  void remove(String temporary) {
    try {
      storage.delete(temporary);
    } catch (IOException failure) {
      warnings.accept("%s could not be removed: %s".formatted(temporary, failure.getMessage()));
    }
  }

  /** Removes those that a killed run left. */
  void removeAll() {
    try {
      for (Storage.Entry entry : storage.list(run)) {
        if (entry.name().startsWith(PREFIX)) {
          remove(entry.path());
        }
      }
    } catch (FileNotFoundException noRun) {
      // A run's folder comes with its first checkpoint.
    } catch (IOException failure) {
      warnings.accept("%s could not be listed: %s".formatted(run, failure.getMessage()));
    }
  }
}
