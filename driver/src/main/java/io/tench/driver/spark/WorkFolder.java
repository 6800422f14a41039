package io.tench.driver.spark;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ShardManifest;
import io.tench.datasets.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.UUID;

/**
 * The folder in an ingest's output where all is made, under a name that no reader takes for a data
 * set. {@link #commit} gives the splits their names, training last: with it the ingest is done.
 */
record WorkFolder(String out, String name) implements Serializable {
  static final String TRAIN = "train";
  static final String VALIDATION = "val";

  private static final String PREFIX = "_ingest-";
  private static final String REJECTED = "_rejected";

  /**
   * Begins in {@code out}, and deletes what interrupted ingests have left there.
   *
   * @throws BadInputException if it holds a data set already
   */
  static WorkFolder begin(Storage storage, String out) throws IOException {
    List<Storage.Entry> entries;
    try {
      if (!storage.entry(out).folder()) {
        throw new BadInputException("%s is a file: name a new folder.".formatted(out));
      }
      entries = storage.list(out);
    } catch (FileNotFoundException fresh) {
      entries = List.of();
    }
    requireUnfinished(storage, out);
    for (Storage.Entry entry : entries) {
      if (entry.folder() && entry.name().startsWith(PREFIX)) {
        WorkFolder left = new WorkFolder(out, entry.name());
        if (storage.exists(left.split(TRAIN)) && !storage.exists(left.split(VALIDATION))) {
          // It was interrupted between the two renames of its commit.
          storage.delete(Storage.child(out, VALIDATION));
        }
        storage.delete(entry.path());
      }
    }
    for (String split : List.of(TRAIN, VALIDATION)) {
      String folder = Storage.child(out, split);
      if (storage.exists(folder)) {
        throw new BadInputException(
            "%s exists already: delete it, or name another folder.".formatted(folder));
      }
    }
    return new WorkFolder(out, PREFIX + UUID.randomUUID());
  }

  private static void requireUnfinished(Storage storage, String out) throws IOException {
    String train = Storage.child(out, TRAIN);
    if (storage.exists(Storage.child(train, ShardManifest.FILE))) {
      throw new BadInputException(
          "%s holds a data set already: delete it, or name another folder.".formatted(out));
    }
  }

  String path() {
    return Storage.child(out, name);
  }

  /** Where a split is made. */
  String split(String split) {
    return Storage.child(path(), split);
  }

  /** Where a split's broken images are kept. */
  String rejected(String split) {
    return Storage.child(split(split), REJECTED);
  }

  /** A file or folder of one attempt at a task, which others do not see. */
  String attempt(String unique) {
    return Storage.child(Storage.child(path(), "attempts"), unique);
  }

  /** Gives the splits their names. */
  void commit(Storage storage, boolean validation) throws IOException {
    if (validation) {
      storage.rename(split(VALIDATION), Storage.child(out, VALIDATION));
    }
    storage.rename(split(TRAIN), Storage.child(out, TRAIN));
  }

  void delete(Storage storage) throws IOException {
    storage.delete(path());
  }
}
