package io.tench.models.exchange;

import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Of all but the large architectures. */
class RoundTripTest {
  @TempDir private Path folder;

  static Stream<String> architectures() {
    return RoundTrip.architectures(false);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void bringsEveryBitBack(String architecture) throws IOException {
    RoundTrip.bringsEveryBitBack(architecture, folder);
  }
}
