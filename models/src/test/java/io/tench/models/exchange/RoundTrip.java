package io.tench.models.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.models.Architecture;
import io.tench.models.Checkpoint;
import io.tench.models.NetworkDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Out and in again, through every format: the same network, every bit of it. */
final class RoundTrip {
  private static final Storage STORAGE = new HadoopStorage();

  private RoundTrip() {}

  /** The architectures of hundreds of megabytes, or the others. */
  static Stream<String> architectures(boolean large) {
    return Architecture.names().stream()
        .filter(name -> name.matches("(vgg|alexnet|resnet-(34|50|101|152)).*") == large);
  }

  static void bringsEveryBitBack(String architecture, Path folder) throws IOException {
    Checkpoint trained = Trained.small(architecture);
    assumeThat(Runtime.getRuntime().maxMemory())
        .as("heap for some copies of %s's %d parameters", architecture, trained.parameters().length)
        .isGreaterThan(5L * trained.parameters().length * Float.BYTES);
    for (ExchangeFormat format : ExchangeFormat.values()) {
      Path path = folder.resolve("network");
      Export.write(STORAGE, trained, format, "file:" + path);

      Checkpoint imported = Import.read(STORAGE, "file:" + path, ImportSettings.NONE);

      assertThat(Arrays.equals(imported.parameters(), trained.parameters()))
          .as("%s's parameters through %s", architecture, format)
          .isTrue();
      NetworkDescription network = trained.network();
      assertThat(imported.network().architecture()).isEqualTo(architecture);
      assertThat(imported.network().labels()).isEqualTo(network.labels());
      assertThat(imported.network().preprocessing()).isEqualTo(network.preprocessing());
      assertThat(imported.network().layout().slices()).isEqualTo(network.layout().slices());
      assertThat(imported.round()).isZero();
      Files.delete(path);
    }
  }
}
