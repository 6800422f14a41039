package io.tench.datasets;

import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this process knows of shards that it has read whole: each version of a file is held against
 * the manifest's SHA-256 once, before its first use. A file without one is held against its length.
 */
final class VerifiedShards {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final ConcurrentHashMap<Version, Verdict> VERDICTS = new ConcurrentHashMap<>();

  private VerifiedShards() {}

  /** One content that a file has had, as far as its storage tells. */
  private record Version(String file, long bytes, long modifiedMillis, String sha256) {}

  /** What is wrong with a version, once somebody has looked. */
  private static final class Verdict {
    private Optional<String> problem;

    synchronized Optional<String> of(Storage storage, Version version) throws IOException {
      if (problem == null) {
        problem = problem(version, sha256(storage, version.file()));
      }
      return problem;
    }
  }

  /**
   * Refuses a shard that is not as its manifest says.
   *
   * @throws BadInputException that names the file
   */
  static void require(Storage storage, String file, ShardFile known) throws IOException {
    Storage.Entry entry = storage.entry(file);
    if (entry.bytes() != known.bytes()) {
      throw new BadInputException(otherLength(file, entry.bytes(), known.bytes()));
    }
    if (known.sha256().isEmpty()) {
      return;
    }
    Version version = new Version(file, entry.bytes(), entry.modifiedMillis(), known.sha256());
    Optional<String> problem =
        VERDICTS.computeIfAbsent(version, unseen -> new Verdict()).of(storage, version);
    if (problem.isPresent()) {
      throw new BadInputException(problem.get());
    }
  }

  /** The sentence on a file whose length differs from its manifest's. */
  static String otherLength(String file, long bytes, long expected) {
    return "%s has %d bytes where its manifest says %d: copy it again, or ingest the data set again."
        .formatted(file, bytes, expected);
  }

  private static Optional<String> problem(Version version, String found) {
    return found.equals(version.sha256())
        ? Optional.empty()
        : Optional.of(
            "%s was altered (SHA-256 %s where its manifest says %s): copy it again, or ingest the data set again."
                .formatted(version.file(), found, version.sha256()));
  }

  private static String sha256(Storage storage, String file) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream content = storage.read(file)) {
      for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
        digest.update(buffer, 0, count);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Java must have it. */
  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
