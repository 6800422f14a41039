package io.tench.datasets;

import io.tench.datasets.storage.Storage;
import io.tench.datasets.storage.UnreachableStorageException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A folder of shards that is open for reading: all that a task must know to read its samples. */
public final class DataSet implements Serializable {
  private static final long serialVersionUID = 1L;

  private final Storage storage;
  private final String location;
  private final ShardManifest manifest;
  private final OnBadSample onBadSample;

  /** What is wrong with shards that nothing can be read of, by their index. */
  private final HashMap<Integer, String> unusable;

  private DataSet(
      Storage storage,
      String location,
      ShardManifest manifest,
      OnBadSample onBadSample,
      Map<Integer, String> unusable) {
    this.storage = storage;
    this.location = location;
    this.manifest = manifest;
    this.onBadSample = onBadSample;
    this.unusable = new HashMap<>(unusable);
  }

  /**
   * Opens the data set at {@code location}: a folder with a manifest; or, without one, Parquet
   * files in the layout of Hugging Face's imagenet-1k, as a folder, a file, or a pattern ({@code
   * data/train-*.parquet}). Those take their class names from the files' footers, and ImageNet's
   * channel statistics.
   *
   * @throws BadInputException if there is none, or a shard is missing or has another length than
   *     the manifest says
   */
  public static DataSet open(Storage storage, String location) {
    return open(storage, location, OnBadSample.STOP);
  }

  /**
   * As {@link #open(Storage, String)}; with {@link OnBadSample#SKIP}, the samples of a shard that
   * is missing or has another length count as bad ones.
   */
  public static DataSet open(Storage storage, String location, OnBadSample onBadSample) {
    try {
      String name = location.substring(location.lastIndexOf('/') + 1);
      if (!name.contains("*") && !name.endsWith(ParquetFiles.ENDING)) {
        List<Storage.Entry> entries = entries(storage, location);
        if (entries.stream().anyMatch(entry -> entry.name().equals(ShardManifest.FILE))) {
          return committed(storage, location, entries, onBadSample);
        }
      }
      ParquetFiles files = ParquetFiles.find(storage, location);
      return new DataSet(storage, files.folder(), files.manifest(storage), onBadSample, Map.of());
    } catch (UnreachableStorageException unreachable) {
      throw new BadInputException(unreachable.getMessage(), unreachable);
    } catch (IOException failure) {
      throw new BadInputException(
          "%s cannot be read (%s): check the path and your permissions."
              .formatted(location, failure.getMessage()),
          failure);
    }
  }

  /** The files of a folder that a user named. */
  static List<Storage.Entry> entries(Storage storage, String folder) throws IOException {
    try {
      return storage.list(folder.isEmpty() ? "." : folder);
    } catch (FileNotFoundException missing) {
      throw new BadInputException(
          "There is no data set at %s: check the path, or make one with tench ingest."
              .formatted(folder),
          missing);
    }
  }

  private static DataSet committed(
      Storage storage, String folder, List<Storage.Entry> entries, OnBadSample onBadSample)
      throws IOException {
    ShardManifest manifest = ShardManifests.read(storage, folder);
    if (manifest.rows() == 0) {
      throw new BadInputException(
          "The data set at %s is empty: ingest a source that has images.".formatted(folder));
    }
    Map<Integer, String> unusable = unusable(folder, manifest, entries);
    if (onBadSample == OnBadSample.STOP && !unusable.isEmpty()) {
      throw new BadInputException(unusable.values().iterator().next());
    }
    return new DataSet(storage, folder, manifest, onBadSample, unusable);
  }

  private static Map<Integer, String> unusable(
      String folder, ShardManifest manifest, List<Storage.Entry> entries) {
    Map<String, Storage.Entry> found =
        entries.stream().collect(Collectors.toMap(Storage.Entry::name, Function.identity()));
    Map<Integer, String> unusable = new TreeMap<>();
    for (int index = 0; index < manifest.shards().size(); index++) {
      ShardFile shard = manifest.shards().get(index);
      String file = Storage.child(folder, shard.file());
      Storage.Entry entry = found.get(shard.file());
      if (entry == null) {
        unusable.put(
            index,
            "%s of the data set is missing: copy it again, or ingest the data set again."
                .formatted(file));
      } else if (entry.bytes() != shard.bytes()) {
        unusable.put(index, VerifiedShards.otherLength(file, entry.bytes(), shard.bytes()));
      }
    }
    return unusable;
  }

  /** What becomes of samples that cannot be read. */
  public OnBadSample onBadSample() {
    return onBadSample;
  }

  /** What was wrong with shard {@code index} when the data set was opened. */
  Optional<String> unusable(int index) {
    return Optional.ofNullable(unusable.get(index));
  }

  /**
   * SHA-256 of what the manifest says, in lower-case hex: of two data sets with the same, all
   * shards have the same bytes; or, where they came without digests, the same names, lengths and
   * rows.
   */
  public String fingerprint() {
    return ShardManifests.sha256(manifest);
  }

  public Storage storage() {
    return storage;
  }

  /** The folder that the shards are in. */
  public String location() {
    return location;
  }

  public ShardManifest manifest() {
    return manifest;
  }

  public long rows() {
    return manifest.rows();
  }

  /** The path of shard {@code index}. */
  public String path(int index) {
    return Storage.child(location, manifest.shards().get(index).file());
  }
}
