package io.tench.models.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * {@code exchange_peer.py}, run by the Python that {@code TENCH_PYTHON} names; a test that needs a
 * package which that has not is skipped.
 */
final class PythonPeer {
  private static final String PYTHON =
      Optional.ofNullable(System.getenv("TENCH_PYTHON")).orElse("python3");

  private PythonPeer() {}

  static void require(String... packages) throws IOException, InterruptedException {
    String imports = "import " + String.join(", ", packages);
    boolean there;
    try {
      there = new ProcessBuilder(PYTHON, "-c", imports).start().waitFor() == 0;
    } catch (IOException none) {
      there = false;
    }
    Assumptions.assumeTrue(
        there, "skipped: %s has not all of %s".formatted(PYTHON, String.join(", ", packages)));
  }

  /** The last line that the script prints. */
  static String run(Object... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(PYTHON, "src/test/python/exchange_peer.py"));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(String.join(" ", command) + " failed: " + said);
    }
    return said.strip().lines().reduce("", (before, line) -> line);
  }

  static void write(Path file, float[] values) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    Files.write(file, bytes.array());
  }

  static float[] read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[bytes.remaining() / Float.BYTES];
    bytes.asFloatBuffer().get(values);
    return values;
  }
}
