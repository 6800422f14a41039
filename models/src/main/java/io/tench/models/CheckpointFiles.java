package io.tench.models;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Checkpoints as folders of files ({@code docs/checkpoint-format.md}). Publishing, that is writing
 * under a temporary name and renaming, is the caller's.
 */
public final class CheckpointFiles {
  private static final Pattern ROUND = Pattern.compile("round-(\\d{6,9})");

  private CheckpointFiles() {}

  /**
   * Writes a checkpoint into a folder that holds none. The manifest comes last: without it the
   * folder is no checkpoint.
   *
   * @throws org.apache.hadoop.fs.FileAlreadyExistsException if one of the files exists
   * @throws IllegalArgumentException if network, labels, preprocessing and parameters do not fit
   *     each other; nothing is written then
   */
  public static void write(Storage storage, String folder, Checkpoint checkpoint)
      throws IOException {
    new CheckpointWriter(storage).write(folder, checkpoint);
  }

  /**
   * Reads a checkpoint and checks all of it.
   *
   * @throws BadInputException if there is none, or a file is missing, damaged or does not fit;
   *     names the file
   */
  public static Checkpoint read(Storage storage, String folder) throws IOException {
    return new CheckpointReader(storage, folder).read();
  }

  /**
   * Checks all of a checkpoint, every byte of it, and keeps the small part.
   *
   * @throws BadInputException as {@link #read}
   */
  public static CheckpointSummary verify(Storage storage, String folder) throws IOException {
    return new CheckpointReader(storage, folder).verify();
  }

  /**
   * Checks the small files of a checkpoint, but not its vectors.
   *
   * @throws BadInputException as {@link #read}
   */
  public static CheckpointSummary summary(Storage storage, String folder) throws IOException {
    return new CheckpointReader(storage, folder).summary();
  }

  /**
   * Reads every byte of a checkpoint and holds it against the manifest, without asking what it
   * means: all that can have gone wrong since it was written.
   *
   * @throws BadInputException as {@link #read}
   */
  public static void requireWhole(Storage storage, String folder) throws IOException {
    HashedFiles files = new HashedFiles(storage, folder);
    byte[] manifest = CheckpointReader.manifest(storage, folder);
    for (CheckpointManifest.Entry entry :
        CheckpointJson.readManifest(files.path(CheckpointManifest.FILE), manifest).files()) {
      files.verify(entry);
    }
  }

  /**
   * SHA-256 of a checkpoint's manifest, in lower-case hex, which has that of every other file: two
   * checkpoints with the same are the same, wherever they lie.
   *
   * @throws BadInputException if there is no checkpoint
   */
  public static String fingerprint(Storage storage, String folder) throws IOException {
    return HashedFiles.hash(CheckpointReader.manifest(storage, folder));
  }

  /** One way to read a checkpoint's folder. */
  @FunctionalInterface
  public interface Reading<T> {
    T read(Storage storage, String folder) throws IOException;
  }

  /**
   * Reads a checkpoint's folder, or that of a run: then its newest checkpoint that is whole.
   *
   * @param skipped hears of each newer one that is damaged
   * @throws BadInputException if there is none, or it is damaged; names the file
   */
  public static <T> T open(
      Storage storage, String location, Reading<T> reading, Consumer<BadInputException> skipped)
      throws IOException {
    if (rounds(storage, location).isEmpty()) {
      return reading.read(storage, location);
    }
    List<BadInputException> damaged = new ArrayList<>();
    T newest = newest(storage, location, reading, damaged::add).orElseThrow(() -> damaged.get(0));
    damaged.forEach(skipped);
    return newest;
  }

  /**
   * The newest checkpoint of a run that can be read; none if there is none. The run may go on
   * meanwhile: if it lets go of a checkpoint while that is read, there is a newer one.
   *
   * @param skipped hears once of each newer one that is damaged
   */
  public static <T> Optional<T> newest(
      Storage storage, String run, Reading<T> reading, Consumer<BadInputException> skipped)
      throws IOException {
    Set<String> damaged = new HashSet<>();
    List<Storage.Entry> left = rounds(storage, run);
    while (!left.isEmpty()) {
      String folder = left.get(0).path();
      try {
        return Optional.of(reading.read(storage, folder));
      } catch (BadInputException | IOException failure) {
        if (!storage.exists(folder)) {
          left = rounds(storage, run);
          continue;
        }
        if (failure instanceof IOException unreadable) {
          throw unreadable;
        }
        if (damaged.add(folder)) {
          skipped.accept((BadInputException) failure);
        }
      }
      left = left.subList(1, left.size());
    }
    return Optional.empty();
  }

  /** The folder of a round's checkpoint within its run's: {@code <run>/round-000042}. */
  public static String folder(String run, int round) {
    return Storage.child(run, "round-%06d".formatted(round));
  }

  /** The round whose checkpoint a folder of this name holds, if it is such a name. */
  public static OptionalInt round(String folderName) {
    Matcher matcher = ROUND.matcher(folderName);
    return matcher.matches()
        ? OptionalInt.of(Integer.parseInt(matcher.group(1)))
        : OptionalInt.empty();
  }

  /** The checkpoint folders of a run, verified or not, newest first; none if there is no run. */
  public static List<Storage.Entry> rounds(Storage storage, String run) throws IOException {
    List<Storage.Entry> rounds = new ArrayList<>();
    try {
      for (Storage.Entry entry : storage.list(run)) {
        if (entry.folder() && round(entry.name()).isPresent()) {
          rounds.add(entry);
        }
      }
    } catch (FileNotFoundException noRun) {
      return List.of();
    }
    rounds.sort(
        Comparator.comparingInt((Storage.Entry entry) -> round(entry.name()).orElseThrow())
            .reversed());
    return rounds;
  }
}
