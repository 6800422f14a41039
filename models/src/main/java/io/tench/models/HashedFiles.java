package io.tench.models;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Files of one folder, hashed as they pass: small ones whole, vectors as raw little-endian float32.
 * What differs from its manifest entry is refused with a sentence.
 */
final class HashedFiles {
  private static final int CHUNK_BYTES = 1 << 20;

  private final Storage storage;
  private final String folder;

  HashedFiles(Storage storage, String folder) {
    this.storage = storage;
    this.folder = folder;
  }

  String path(String name) {
    return Storage.child(folder, name);
  }

  CheckpointManifest.Entry write(String name, byte[] content) throws IOException {
    try (OutputStream stream = storage.create(path(name))) {
      stream.write(content);
    }
    return new CheckpointManifest.Entry(name, content.length, hash(content));
  }

  CheckpointManifest.Entry write(String name, float[] vector) throws IOException {
    MessageDigest digest = sha256();
    byte[] chunk = new byte[CHUNK_BYTES];
    try (OutputStream stream = storage.create(path(name))) {
      for (int from = 0; from < vector.length; from += CHUNK_BYTES / Float.BYTES) {
        int count = Math.min(vector.length - from, CHUNK_BYTES / Float.BYTES);
        littleEndian(chunk).asFloatBuffer().put(vector, from, count);
        digest.update(chunk, 0, count * Float.BYTES);
        stream.write(chunk, 0, count * Float.BYTES);
      }
    }
    return new CheckpointManifest.Entry(
        name, (long) vector.length * Float.BYTES, hex(digest.digest()));
  }

  byte[] readSmall(CheckpointManifest.Entry entry) throws IOException {
    requireLength(entry);
    byte[] content = new byte[Math.toIntExact(entry.bytes())];
    pass(entry, (chunk, count, offset) -> System.arraycopy(chunk, 0, content, (int) offset, count));
    return content;
  }

  float[] readVector(CheckpointManifest.Entry entry) throws IOException {
    requireLength(entry);
    float[] vector = new float[Math.toIntExact(entry.bytes() / Float.BYTES)];
    pass(
        entry,
        (chunk, count, offset) ->
            littleEndian(chunk)
                .asFloatBuffer()
                .get(vector, (int) (offset / Float.BYTES), count / Float.BYTES));
    return vector;
  }

  /** Asks for a file's length only where it is not what it should be: a question less for each. */
  void verify(CheckpointManifest.Entry entry) throws IOException {
    try {
      pass(entry, (chunk, count, offset) -> {});
    } catch (IOException | BadInputException failure) {
      requireLength(entry);
      throw failure;
    }
  }

  private interface ChunkReader {
    void read(byte[] chunk, int count, long offset);
  }

  private void pass(CheckpointManifest.Entry entry, ChunkReader reader) throws IOException {
    MessageDigest digest = sha256();
    boolean longer;
    byte[] chunk = new byte[(int) Math.max(0, Math.min(CHUNK_BYTES, entry.bytes()))];
    try (InputStream stream = storage.read(path(entry.name()))) {
      for (long offset = 0; offset < entry.bytes(); ) {
        int wanted = (int) Math.min(chunk.length, entry.bytes() - offset);
        int count = stream.readNBytes(chunk, 0, wanted);
        if (count < wanted) {
          throw new IOException(path(entry.name()) + " became shorter while it was read");
        }
        digest.update(chunk, 0, count);
        reader.read(chunk, count, offset);
        offset += count;
      }
      longer = stream.read() >= 0;
    }
    if (longer || !hex(digest.digest()).equals(entry.sha256())) {
      throw new BadInputException(
          "%s is damaged, its SHA-256 is not the one in %s: restore it or use another checkpoint."
              .formatted(path(entry.name()), CheckpointManifest.FILE));
    }
  }

  private void requireLength(CheckpointManifest.Entry entry) throws IOException {
    long bytes;
    try {
      bytes = storage.entry(path(entry.name())).bytes();
    } catch (FileNotFoundException missing) {
      throw new BadInputException(
          "%s is missing: restore it or use another checkpoint.".formatted(path(entry.name())),
          missing);
    }
    if (bytes != entry.bytes()) {
      throw new BadInputException(
          "%s is damaged, it has %d bytes and not the %d in %s: restore it or use another checkpoint."
              .formatted(path(entry.name()), bytes, entry.bytes(), CheckpointManifest.FILE));
    }
  }

  private static ByteBuffer littleEndian(byte[] chunk) {
    return ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** SHA-256 in lower-case hex. */
  static String hash(byte[] content) {
    return hex(sha256().digest(content));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  private static String hex(byte[] digest) {
    return HexFormat.of().formatHex(digest);
  }
}
