package io.tench.models;

import java.util.List;
import java.util.Objects;

/**
 * What a checkpoint consists of; {@value #FILE} is written last, so its presence says that the rest
 * is whole.
 *
 * @param format {@value #FORMAT}
 * @param version of the format
 */
record CheckpointManifest(String format, int version, List<Entry> files) {
  static final String FILE = "manifest.json";
  static final String FORMAT = "tench-checkpoint";
  static final int VERSION = 1;

  CheckpointManifest {
    files = List.copyOf(files);
  }

  /** A file within the checkpoint's folder; the hash is in lower-case hex. */
  record Entry(String name, long bytes, String sha256) {
    Entry {
      Objects.requireNonNull(name, "name");
      Objects.requireNonNull(sha256, "sha256");
    }
  }
}
