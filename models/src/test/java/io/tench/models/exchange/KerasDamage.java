package io.tench.models.exchange;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.HadoopStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Mutates a file: whatever comes out, it is read or refused in a sentence, and soon. */
final class KerasDamage {
  private static final byte[] STRANGE = {0, 1, 2, 8, 0x7f, (byte) 0x80, (byte) 0xff};

  private KerasDamage() {}

  static void isReadOrRefused(byte[] whole, Path file, int tries) throws IOException {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    for (int attempt = 0; attempt < tries; attempt++) {
      byte[] damaged = damaged(whole, random);
      Files.write(file, damaged);
      try {
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> readAll("file:" + file));
      } catch (BadInputException refused) {
        if (!refused.getMessage().matches("[^\n]*\\.")) {
          throw new AssertionError("seed %d: %s".formatted(seed, refused.getMessage()), refused);
        }
      } catch (Throwable other) {
        throw new AssertionError("seed %d, attempt %d".formatted(seed, attempt), other);
      }
    }
  }

  private static byte[] damaged(byte[] whole, SplittableRandom random) {
    byte[] damaged = whole.clone();
    if (random.nextInt(4) == 0) {
      damaged = Arrays.copyOf(whole, random.nextInt(8, whole.length));
    }
    for (int change = random.nextInt(4); change >= 0; change--) {
      int at = random.nextInt(8, damaged.length);
      int length = 1 << random.nextInt(4);
      byte value = STRANGE[random.nextInt(STRANGE.length)];
      Arrays.fill(damaged, at, Math.min(damaged.length, at + length), value);
    }
    return damaged;
  }

  private static void readAll(String file) throws IOException {
    try (KerasFile opened = KerasFile.open(new HadoopStorage(), file)) {
      for (Map.Entry<String, List<Long>> tensor : opened.shapes().entrySet()) {
        long values = tensor.getValue().stream().reduce(1L, (one, other) -> one * other);
        if (values >= 0 && values < 1 << 20) {
          opened.read(tensor.getKey(), new float[(int) values], 0, (int) values);
        }
      }
    }
  }
}
