package io.tench.models;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Fuzzing;
import io.tench.datasets.storage.MemoryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mutations of a checkpoint's files, whose manifest agrees with them: each is read or refused. */
class HostileCheckpointTest {
  private static final String FOLDER = "/run/round-000042";

  @Test
  void manifestsAreReadOrRefused() throws IOException {
    MemoryStorage storage = write();
    byte[] manifest = file(storage, CheckpointManifest.FILE);
    new Fuzzing("checkpoint manifests", BadInputException.class)
        .run(
            List.of(manifest),
            input -> {
              put(storage, CheckpointManifest.FILE, input);
              CheckpointFiles.summary(storage, FOLDER);
            });
  }

  @Test
  void theOtherFilesAreReadOrRefused() throws IOException {
    for (String name :
        List.of(
            CheckpointContent.FILE,
            CheckpointContent.NETWORK,
            CheckpointContent.LAYOUT,
            CheckpointContent.LABELS,
            CheckpointContent.PREPROCESSING,
            CheckpointContent.CONFIGURATION)) {
      MemoryStorage storage = write();
      byte[] content = file(storage, name);
      String manifest = new String(file(storage, CheckpointManifest.FILE), StandardCharsets.UTF_8);
      new Fuzzing("checkpoints' " + name, BadInputException.class)
          .run(
              List.of(content),
              input -> {
                put(storage, name, input);
                put(storage, CheckpointManifest.FILE, agreeing(manifest, name, content, input));
                CheckpointFiles.summary(storage, FOLDER);
              });
    }
  }

  /** The manifest with the length and hash of the mutated file. */
  private static byte[] agreeing(String manifest, String name, byte[] was, byte[] is)
      throws Exception {
    String entry = "\"name\" : \"%s\",\\s+\"bytes\" : %d,".formatted(name, was.length);
    String changed = "\"name\" : \"%s\", \"bytes\" : %d,".formatted(name, is.length);
    return manifest
        .replaceFirst(entry, changed)
        .replace(sha256(was), sha256(is))
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String sha256(byte[] content) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
  }

  private static MemoryStorage write() throws IOException {
    MemoryStorage storage = new MemoryStorage();
    CheckpointFiles.write(storage, FOLDER, Checkpoints.lenet());
    return storage;
  }

  private static byte[] file(MemoryStorage storage, String name) throws IOException {
    try (InputStream stream = storage.read(FOLDER + "/" + name)) {
      return stream.readAllBytes();
    }
  }

  private static void put(MemoryStorage storage, String name, byte[] content) throws IOException {
    storage.delete(FOLDER + "/" + name);
    try (OutputStream stream = storage.create(FOLDER + "/" + name)) {
      stream.write(content);
    }
  }
}
