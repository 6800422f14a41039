package io.tench.models.exchange;

import io.tench.datasets.BadInputException;
import io.tench.models.Checkpoint;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The formats that a network is exported in. */
public enum ExchangeFormat {
  ONNX {
    @Override
    void write(OutputStream stream, Checkpoint checkpoint) throws IOException {
      OnnxModel.write(stream, checkpoint);
    }
  },
  /** With torchvision's names and layouts. */
  SAFETENSORS {
    @Override
    void write(OutputStream stream, Checkpoint checkpoint) throws IOException {
      Safetensors.write(stream, checkpoint);
    }
  },
  /** A zip as DL4J's ModelSerializer writes. */
  DL4J {
    @Override
    void write(OutputStream stream, Checkpoint checkpoint) throws IOException {
      Dl4jZip.write(stream, checkpoint);
    }
  };

  /**
   * The format with this name, in any case.
   *
   * @throws BadInputException if there is none
   */
  public static ExchangeFormat named(String name) {
    return Arrays.stream(values())
        .filter(format -> format.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () ->
                new BadInputException(
                    "There is no exchange format \"%s\": use one of %s."
                        .formatted(name, String.join(", ", names()))));
  }

  /** {@code onnx}, …. */
  public static List<String> names() {
    return Arrays.stream(values()).map(format -> format.name().toLowerCase(Locale.ROOT)).toList();
  }

  abstract void write(OutputStream stream, Checkpoint checkpoint) throws IOException;
}
