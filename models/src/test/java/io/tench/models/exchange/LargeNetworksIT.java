package io.tench.models.exchange;

import ai.onnxruntime.OrtException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The architectures of up to 600 MB: what unit tests do with the others. */
class LargeNetworksIT {
  @TempDir private Path folder;

  static Stream<String> architectures() {
    return RoundTrip.architectures(true);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void bringsEveryBitBack(String architecture) throws IOException {
    RoundTrip.bringsEveryBitBack(architecture, folder);
  }

  @ParameterizedTest
  @MethodSource("architectures")
  void agreesWithDl4jInOnnxRuntime(String architecture) throws IOException, OrtException {
    OnnxRuntime.agreesWithDl4j(architecture, folder);
  }
}
