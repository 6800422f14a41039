package io.tench.driver.checkpoint;

import static io.tench.driver.checkpoint.TinyCheckpoints.RUN;
import static io.tench.driver.checkpoint.TinyCheckpoints.checkpoint;
import static io.tench.driver.checkpoint.TinyCheckpoints.requireSame;
import static io.tench.driver.checkpoint.TinyCheckpoints.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.MemoryStorage;
import io.tench.datasets.storage.Storage;
import io.tench.models.CheckpointFiles;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A flipped bit at every single place of a checkpoint. */
class FlippedBitsTest {
  private static final String NEWEST = RUN + "/round-000002";

  private final MemoryStorage storage = new MemoryStorage();
  private final List<String> warnings = new ArrayList<>();

  @Test
  void findsEachAndNamesTheFile() throws Throwable {
    CheckpointStore store = store(storage, 2, warnings);
    store.commit(checkpoint(1, 1));
    store.commit(checkpoint(2, 1));
    int bits = 0;
    for (Storage.Entry file : storage.list(NEWEST)) {
      byte[] content = storage.content(file.path());
      for (int bit = 0; bit < 8 * content.length; bit++, bits++) {
        byte[] flipped = content.clone();
        flipped[bit / 8] ^= (byte) (1 << bit % 8);
        storage.overwrite(file.path(), flipped);
        requireFound(file.path(), bit, () -> CheckpointFiles.requireWhole(storage, NEWEST));
        // Vectors are read after all else: by each byte is enough there.
        if (!file.name().endsWith(".f32") || bit / 8 % 8 == bit % 8) {
          requireFound(file.path(), bit, () -> CheckpointFiles.read(storage, NEWEST));
        }
      }
      requirePreviousIsUsed(store, file.path());
      storage.overwrite(file.path(), content);
    }
    CheckpointFiles.verify(storage, NEWEST);
    System.out.println("bits flipped" + ": " + (bits));
    assertThat(bits).isGreaterThan(50_000);
  }

  private static void requireFound(String file, int bit, ThrowingCallable reading)
      throws Throwable {
    try {
      reading.call();
    } catch (BadInputException found) {
      assertThat(found.getMessage()).as("%s, bit %d", file, bit).contains(NEWEST);
      if (!file.endsWith("manifest.json")) {
        assertThat(found.getMessage()).as("%s, bit %d", file, bit).contains(file);
      }
      return;
    }
    throw new AssertionError("%s, bit %d was not found".formatted(file, bit));
  }

  private void requirePreviousIsUsed(CheckpointStore store, String file) {
    warnings.clear();
    requireSame(store.latest().orElseThrow(), checkpoint(1, 1));
    assertThat(warnings)
        .singleElement()
        .asString()
        .startsWith("Skipped a checkpoint: ")
        .contains(file.substring(file.lastIndexOf('/') + 1));
  }
}
