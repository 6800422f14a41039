package io.tench.driver.checkpoint;

import io.tench.datasets.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Folders {@code <run>/_temporary-000007-<uuid>}: what is not published yet, or not any more, by
 * the driver with this number.
 */
final class TemporaryFolders {
  private static final Pattern NAME = Pattern.compile("_temporary-(?:(\\d{6,9})-)?.+");

  private final Storage storage;
  private final String run;
  private final int owner;
  private final Consumer<String> warnings;

  TemporaryFolders(Storage storage, String run, int owner, Consumer<String> warnings) {
    this.storage = storage;
    this.run = run;
    this.owner = owner;
    this.warnings = warnings;
  }

  /** The path of a new one; nothing is created. */
  String create() {
    return Storage.child(run, "_temporary-%06d-%s".formatted(owner, UUID.randomUUID()));
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

  /**
   * Takes away what earlier drivers have not published, so that they cannot any more: each folder
   * in one step, and only then its content. Files half written by {@link Storage#replace} go too.
   *
   * @throws IOException if one of them may still be there
   */
  void removeEarlier() throws IOException {
    for (Storage.Entry entry : storage.list(run)) {
      Matcher name = NAME.matcher(entry.name());
      if (name.matches()) {
        if (name.group(1) == null || Integer.parseInt(name.group(1)) < owner) {
          takeAway(entry.path());
        }
      } else if (Storage.isHalfWritten(entry.name())) {
        remove(entry.path());
      }
    }
  }

  private void takeAway(String folder) throws IOException {
    try {
      discard(folder);
    } catch (FileNotFoundException gone) {
      // Its driver has published or deleted it just now.
    }
  }
}
