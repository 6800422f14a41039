package io.tench.driver.spark;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ShardManifest;
import io.tench.datasets.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder in an ingest's output where all is made, under a name that no reader takes for a data
 * set. {@link #commit} gives the splits their names, training last: with it the ingest is done.
 */
record WorkFolder(String out, String name) implements Serializable {
  static final String TRAIN = "train";
  static final String VALIDATION = "val";

  private static final Logger LOG = LoggerFactory.getLogger(WorkFolder.class);
  private static final String PREFIX = "_ingest-";
  private static final String REJECTED = "_rejected";

  /** What is done in a work folder. */
  @FunctionalInterface
  interface Work<T> {
    T in(WorkFolder folder) throws IOException;
  }

  /**
   * Does the work in a new folder in {@code out}, and deletes what it has not published; but first
   * what interrupted ingests have left there.
   *
   * @throws BadInputException if {@code out} holds a data set already
   */
  static <T> T during(Storage storage, String out, Work<T> work) throws IOException {
    WorkFolder folder = begin(storage, out);
    T result;
    try {
      result = work.in(folder);
    } catch (IOException | RuntimeException failure) {
      try {
        folder.remove(storage);
      } catch (IOException alsoFailed) {
        failure.addSuppressed(alsoFailed);
      }
      throw failure;
    }
    try {
      folder.remove(storage);
    } catch (IOException failure) {
      LOG.warn("{} stays until the next ingest: {}", folder.path(), failure.toString());
    }
    return result;
  }

  private static WorkFolder begin(Storage storage, String out) throws IOException {
    List<Storage.Entry> entries;
    try {
      if (!storage.entry(out).folder()) {
        throw new BadInputException("%s is a file: name a new folder.".formatted(out));
      }
      entries = storage.list(out);
    } catch (FileNotFoundException fresh) {
      entries = List.of();
    }
    for (Storage.Entry entry : entries) {
      if (entry.folder() && entry.name().startsWith(PREFIX)) {
        new WorkFolder(out, entry.name()).remove(storage);
      }
    }
    requireUnfinished(storage, out);
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
      storage.createFolder(publishing());
      publish(storage, VALIDATION);
    }
    publish(storage, TRAIN);
  }

  private void publish(Storage storage, String split) throws IOException {
    String published = Storage.child(out, split);
    try {
      storage.rename(split(split), published);
    } catch (IOException failure) {
      // Perhaps only the answer was lost.
      if (storage.exists(split(split)) || !storage.exists(published)) {
        throw failure;
      }
    }
  }

  /** Is there when the validation set, in this folder or out of it, is this ingest's. */
  private String publishing() {
    return Storage.child(path(), "publishing");
  }

  /** Deletes what is not published, and the validation set of a commit that ended half way. */
  private void remove(Storage storage) throws IOException {
    if (storage.exists(publishing())
        && storage.exists(split(TRAIN))
        && !storage.exists(split(VALIDATION))) {
      storage.delete(Storage.child(out, VALIDATION));
    }
    storage.delete(path());
  }
}
