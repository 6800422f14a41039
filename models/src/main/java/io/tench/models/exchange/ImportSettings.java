package io.tench.models.exchange;

import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a user says of a network that is imported; what is left out comes from the file's notes, if
 * Tench exported it, and else from the architecture's usual values.
 *
 * @param architecture by Tench's name
 * @param labels the classes in the order of the network's output
 * @param shape of the input
 * @param resize pixels of the image's shorter side before the crop
 * @param channels with which pixel values are normalised
 */
public record ImportSettings(
    Optional<String> architecture,
    Optional<LabelMap> labels,
    Optional<ImageShape> shape,
    OptionalInt resize,
    Optional<ChannelStatistics> channels) {
  /** All from the file's notes. */
  public static final ImportSettings NONE =
      new ImportSettings(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty());
}
