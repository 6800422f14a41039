package io.tench.driver.checkpoint;

import io.tench.datasets.storage.Storage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.FileAlreadyExistsException;

/**
 * Which driver may publish into a run's folder: the last that came. Each leaves a file {@code
 * <run>/_owner/000007} with the next number, which the storage creates for one driver only; who
 * holds the highest number owns the run. There is no lease to wait for and no clock to trust: a
 * driver that was presumed dead and comes back finds a higher number than its own.
 */
final class Ownership {
  private static final String FOLDER = "_owner";
  private static final Pattern NUMBER = Pattern.compile("\\d{6,9}");

  private final Storage storage;
  private final String run;
  private final int number;

  private Ownership(Storage storage, String run, int number) {
    this.storage = storage;
    this.run = run;
    this.number = number;
  }

  /** Takes the run over from whoever owns it. */
  static Ownership claim(Storage storage, String run) throws IOException {
    while (true) {
      Ownership claim = new Ownership(storage, run, highest(storage, run) + 1);
      // The name of a number that was passed and removed can be had again, but owns nothing.
      if (claim.create() && claim.lost().isEmpty()) {
        claim.removeLower();
        return claim;
      }
    }
  }

  private boolean create() throws IOException {
    try (OutputStream note = storage.create(file(run, number))) {
      note.write(thisProcess().getBytes(StandardCharsets.UTF_8));
      return true;
    } catch (FileAlreadyExistsException taken) {
      return false;
    }
  }

  private void removeLower() throws IOException {
    for (Storage.Entry entry : storage.list(Storage.child(run, FOLDER))) {
      if (number(entry) < number) {
        storage.delete(entry.path());
      }
    }
  }

  /** This driver's number; each that comes later has a higher one. */
  int number() {
    return number;
  }

  /** Whose the run is now, in one sentence, if it is not this driver's any more. */
  Optional<String> lost() throws IOException {
    int owner = highest(storage, run);
    return owner == number ? Optional.empty() : Optional.of(sentence(owner));
  }

  private String sentence(int owner) {
    return owner > number
        ? "The run in %s was taken over by %s: this driver ends, and nothing is lost."
            .formatted(run, description(owner))
        : "%s is gone, so this driver does not know whether the run is still its own: run the same command again."
            .formatted(file(run, number));
  }

  private String description(int owner) {
    try (InputStream claim = storage.read(file(run, owner))) {
      String text = new String(claim.readAllBytes(), StandardCharsets.UTF_8);
      return text.isEmpty() ? "another driver" : "another driver, " + text;
    } catch (IOException unread) {
      return "another driver";
    }
  }

  private static String thisProcess() {
    return "process %d on %s since %s"
        .formatted(
            ProcessHandle.current().pid(),
            hostName(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS));
  }

  private static String hostName() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (IOException nameless) {
      return "a host without a name";
    }
  }

  private static int highest(Storage storage, String run) throws IOException {
    try {
      return storage.list(Storage.child(run, FOLDER)).stream()
          .mapToInt(Ownership::number)
          .max()
          .orElse(0);
    } catch (FileNotFoundException noDriverYet) {
      return 0;
    }
  }

  private static int number(Storage.Entry entry) {
    return NUMBER.matcher(entry.name()).matches() ? Integer.parseInt(entry.name()) : 0;
  }

  private static String file(String run, int number) {
    return Storage.child(Storage.child(run, FOLDER), "%06d".formatted(number));
  }
}
