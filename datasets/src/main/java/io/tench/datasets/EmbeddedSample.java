package io.tench.datasets;

import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;

/**
 * The data set that comes with Tench: 10,000 training and 2,000 test images of Fashion-MNIST (Xiao
 * et al., 2017), as {@code sample:fashion-mnist/train} and {@code sample:fashion-mnist/val}. It
 * lies on the class path, and is copied to where the machines of a cluster can read it.
 */
public final class EmbeddedSample {
  private static final String SCHEME = "sample:";
  private static final List<String> NAMES = List.of("fashion-mnist/train", "fashion-mnist/val");

  private EmbeddedSample() {}

  public static boolean isSample(String location) {
    return location.startsWith(SCHEME);
  }

  /**
   * Copies a sample to a folder of its own name in {@code folder}, unless it is there already with
   * every byte right. Safe to do at the same time from several processes.
   *
   * @param location {@code sample:fashion-mnist/train}
   * @return the data set's location
   * @throws BadInputException if there is no such sample
   */
  public static String copy(Storage storage, String location, String folder) throws IOException {
    String name = location.substring(SCHEME.length());
    if (!NAMES.contains(name)) {
      throw new BadInputException(
          "There is no %s: use %s%s or %s%s."
              .formatted(location, SCHEME, NAMES.get(0), SCHEME, NAMES.get(1)));
    }
    String target = Storage.child(folder, name);
    ShardManifest manifest = manifest(name);
    for (ShardFile shard : manifest.shards()) {
      String file = Storage.child(target, shard.file());
      if (!storage.exists(file) || !shard.sha256().equals(digest(storage, file))) {
        storage.delete(Storage.child(target, ShardManifest.FILE));
        storage.delete(file);
        copy(storage, name + "/" + shard.file(), file, shard.sha256());
      }
    }
    ShardManifests.write(storage, target, manifest);
    return target;
  }

  private static void copy(Storage storage, String resource, String file, String sha256)
      throws IOException {
    String temporary = file + "." + UUID.randomUUID();
    try {
      MessageDigest digest = sha256();
      try (InputStream input = open(resource);
          OutputStream output = new DigestOutputStream(storage.create(temporary), digest)) {
        input.transferTo(output);
      }
      if (!sha256.equals(HexFormat.of().formatHex(digest.digest()))) {
        throw new IllegalStateException(resource + " on the class path is damaged");
      }
      storage.rename(temporary, file);
    } catch (FileAlreadyExistsException another) {
      // A process beside this one has copied it.
      storage.delete(temporary);
    }
  }

  private static ShardManifest manifest(String name) throws IOException {
    try (InputStream stream = open(name + "/" + ShardManifest.FILE)) {
      return ShardManifests.parse(stream.readAllBytes(), name);
    }
  }

  private static String digest(Storage storage, String file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream stream = storage.read(file)) {
      stream.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static InputStream open(String resource) {
    InputStream stream = EmbeddedSample.class.getResourceAsStream("/" + resource);
    if (stream == null) {
      throw new IllegalStateException(resource + " is not on the class path");
    }
    return stream;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
