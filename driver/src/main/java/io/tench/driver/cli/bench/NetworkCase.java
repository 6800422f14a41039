package io.tench.driver.cli.bench;

import io.tench.datasets.ImageShape;
import io.tench.models.Architecture;
import io.tench.workers.InnerOptimizer;
import io.tench.workers.NetworkSettings;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A network to measure: {@code resnet-20:32:128} takes images of 32 x 32 in batches of 128. */
record NetworkCase(String architecture, int size, int batch) {
  static final String FORM = "ARCHITECTURE:PIXELS:BATCH";

  ImageShape shape() {
    return new ImageShape(3, size, size);
  }

  ComputationGraphConfiguration configuration(int classes) {
    return Architecture.named(architecture).configuration(shape(), classes, 1);
  }

  NetworkSettings settings(int classes, int threads) {
    return new NetworkSettings(
        configuration(classes).toJson(),
        shape(),
        classes,
        threads,
        new InnerOptimizer.Sgd(0.9, true, 1e-4),
        0,
        0);
  }

  @Override
  public String toString() {
    return "%s, %d px, batch %d".formatted(architecture, size, batch);
  }

  /** Reads {@value NetworkCase#FORM}. */
  static final class Converter implements ITypeConverter<NetworkCase> {
    @Override
    public NetworkCase convert(String text) {
      String[] parts = text.split(":", -1);
      if (parts.length != 3 || !isCount(parts[1]) || !isCount(parts[2])) {
        throw new TypeConversionException(
            "it must be %s such as resnet-20:32:128, was \"%s\"".formatted(FORM, text));
      }
      return new NetworkCase(parts[0], Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    private static boolean isCount(String text) {
      return text.matches("[1-9]\\d{0,4}");
    }
  }
}
