package io.tench.datasets.source;

import io.tench.datasets.BadInputException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a source lays out its images and labels; {@code docs/ingest.md} has each in full. */
public enum SourceFormat {
  /** Whichever of the others the files look like. */
  AUTO,
  /** ImageNet's tars, or its synsets as separate tars or folders. */
  IMAGENET,
  /** A folder per class, or flat folders with an annotations file; also inside a tar. */
  FOLDER,
  /** CIFAR-10's or CIFAR-100's binary version. */
  CIFAR,
  /** MNIST's idx files. */
  IDX,
  /** Hugging Face's Parquet files. */
  PARQUET;

  /**
   * The format that the command line calls {@code name}.
   *
   * @throws BadInputException if there is none
   */
  public static SourceFormat named(String name) {
    for (SourceFormat format : values()) {
      if (format.toString().equals(name)) {
        return format;
      }
    }
    throw new BadInputException(
        "There is no source format \"%s\": use one of %s."
            .formatted(
                name,
                Arrays.stream(values())
                    .map(SourceFormat::toString)
                    .collect(Collectors.joining(", "))));
  }

  /**
   * Whether it has raw pixels, which become PNGs, rather than image files, which stay as they are.
   */
  public boolean isRaw() {
    return this == CIFAR || this == IDX;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
