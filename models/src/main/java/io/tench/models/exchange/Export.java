package io.tench.models.exchange;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.Storage;
import io.tench.models.Checkpoint;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.UUID;
import org.apache.hadoop.fs.FileAlreadyExistsException;

/** Writes a checkpoint's network for other software. */
public final class Export {
  private static final int BUFFER_BYTES = 1 << 20;

  private Export() {}

  /**
   * Writes one file: under another name, then renamed, so that there is a whole one or none.
   *
   * @throws BadInputException if there is such a file, or the format cannot express the network
   */
  public static void write(
      Storage storage, Checkpoint checkpoint, ExchangeFormat format, String file)
      throws IOException {
    requireFree(storage.exists(file), file);
    String temporary = file + "." + UUID.randomUUID() + ".part";
    try {
      try (OutputStream stream =
          new BufferedOutputStream(storage.create(temporary), BUFFER_BYTES)) {
        format.write(stream, checkpoint);
      }
      storage.rename(temporary, file);
    } catch (FileAlreadyExistsException taken) {
      storage.delete(temporary);
      requireFree(true, file);
    } catch (IOException | RuntimeException failure) {
      storage.delete(temporary);
      throw failure;
    }
  }

  private static void requireFree(boolean taken, String file) {
    if (taken) {
      throw new BadInputException(
          "%s exists: name another file, or delete this one first.".formatted(file));
    }
  }
}
