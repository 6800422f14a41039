package io.tench.datasets;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Feeds a reader with seeded mutations of inputs that it knows, for {@code -Dtench.fuzz.seconds=},
 * and fails with the seed of the first that makes it throw what it should not, or that keeps it for
 * longer than {@value #LONGEST_SECONDS} s. Memory is bounded by the test's own heap.
 */
public final class Fuzzing {
  private static final int LONGEST_SECONDS = 60;
  private static final long LEAST_CASES = 200;
  private static final long[] LIMITS = {
    0, 1, -1, 127, 128, 255, 256, 32767, 65535, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 32
  };
  private static final String[] WORDS = {
    "null",
    "-1",
    "1e999",
    "2147483648",
    "[[[[[[[[",
    "{}",
    "\"\"",
    "true",
    "../../x",
    "\u0000",
    ": ",
    "&a *a",
    "!!java.lang.Runtime",
    "\"@class\":\"java.lang.Object\","
  };

  private final String name;
  private final Class<? extends Exception> refusal;

  /** What reads inputs; throws the refusal, and nothing else. */
  @FunctionalInterface
  public interface Reader {
    void read(byte[] input) throws Exception;
  }

  /**
   * Fuzzing of a reader.
   *
   * @param refusal the exception with which it refuses input
   */
  public Fuzzing(String name, Class<? extends Exception> refusal) {
    this.name = name;
    this.refusal = refusal;
  }

  /** Runs until the time is up. */
  public void run(List<byte[]> corpus, Reader reader) {
    long seed = Long.getLong("tench.seed", System.nanoTime());
    long end = System.nanoTime() + Integer.getInteger("tench.fuzz.seconds", 2) * 1_000_000_000L;
    Map<String, Long> outcomes = new TreeMap<>();
    AtomicLong begun = new AtomicLong(System.nanoTime());
    Thread watch = watch(seed, begun);
    try {
      for (long number = 0; number < LEAST_CASES || System.nanoTime() < end; number++) {
        begun.set(System.nanoTime());
        Random random = new Random(seed + number);
        byte[] input = mutated(corpus, random);
        outcomes.merge(outcome(reader, input, seed + number), 1L, Long::sum);
      }
    } finally {
      watch.interrupt();
    }
    System.out.println("Fuzzing of " + name + ", seed " + seed + ": " + outcomes);
  }

  private String outcome(Reader reader, byte[] input, long seed) {
    try {
      reader.read(input);
      return "read";
    } catch (Throwable failure) {
      if (refusal.isInstance(failure) && failure.getMessage() != null) {
        return "refused";
      }
      throw new AssertionError(
          "%s with -Dtench.seed=%d, %d bytes".formatted(name, seed, input.length), failure);
    }
  }

  /** Native code cannot be interrupted: a hang ends the whole test. */
  private Thread watch(long seed, AtomicLong begun) {
    Thread watch =
        new Thread(
            () -> {
              try {
                while (true) {
                  Thread.sleep(1000);
                  if (System.nanoTime() - begun.get() > LONGEST_SECONDS * 1_000_000_000L) {
                    System.err.printf("Fuzzing of %s hangs, seed %d and on%n", name, seed);
                    Runtime.getRuntime().halt(1);
                  }
                }
              } catch (InterruptedException over) {
                Thread.currentThread().interrupt();
              }
            },
            "fuzzing-watch");
    watch.setDaemon(true);
    watch.start();
    return watch;
  }

  private static byte[] mutated(List<byte[]> corpus, Random random) {
    byte[] input = corpus.get(random.nextInt(corpus.size())).clone();
    int mutations = 1 + random.nextInt(4);
    for (int count = 0; count < mutations && input.length > 0; count++) {
      input = mutated(input, corpus, random);
    }
    return input;
  }

  private static byte[] mutated(byte[] input, List<byte[]> corpus, Random random) {
    int at = place(input, random);
    switch (random.nextInt(8)) {
      case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> input[at] = (byte) random.nextInt(256);
      case 2 -> number(input, at, random);
      case 3 -> {
        return java.util.Arrays.copyOf(input, at);
      }
      case 4 -> {
        return replaced(input, at, span(input, at, random), new byte[0]);
      }
      case 5 -> {
        byte[] again = java.util.Arrays.copyOfRange(input, at, at + span(input, at, random));
        return replaced(input, at, 0, again);
      }
      case 6 -> {
        byte[] other = corpus.get(random.nextInt(corpus.size()));
        int from = random.nextInt(other.length);
        byte[] part = java.util.Arrays.copyOfRange(other, from, from + span(other, from, random));
        return replaced(input, at, Math.min(part.length, input.length - at), part);
      }
      default -> {
        String word = WORDS[random.nextInt(WORDS.length)];
        byte[] text = word.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        return replaced(input, at, random.nextBoolean() ? 0 : span(input, at, random), text);
      }
    }
    return input;
  }

  /** Headers and trailers matter most. */
  private static int place(byte[] input, Random random) {
    int near = Math.min(input.length, 64);
    return switch (random.nextInt(3)) {
      case 0 -> random.nextInt(near);
      case 1 -> input.length - 1 - random.nextInt(near);
      default -> random.nextInt(input.length);
    };
  }

  private static int span(byte[] input, int at, Random random) {
    return 1 + random.nextInt(Math.min(input.length - at, 1 + random.nextInt(64)));
  }

  private static void number(byte[] input, int at, Random random) {
    long value = LIMITS[random.nextInt(LIMITS.length)];
    int width = 1 << random.nextInt(4);
    boolean bigEndian = random.nextBoolean();
    for (int index = 0; index < width && at + index < input.length; index++) {
      int shift = 8 * (bigEndian ? width - 1 - index : index);
      input[at + index] = (byte) (value >> shift);
    }
  }

  private static byte[] replaced(byte[] input, int at, int length, byte[] by) {
    ByteArrayOutputStream result = new ByteArrayOutputStream();
    result.write(input, 0, at);
    result.writeBytes(by);
    result.write(input, at + length, input.length - at - length);
    return result.toByteArray();
  }
}
