package io.tench.models.transfer;

import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Preprocessing;
import io.tench.models.Architecture;
import io.tench.models.NetworkDescription;
import java.util.List;

/** Networks for tests, of three classes. */
final class Descriptions {
  private Descriptions() {}

  static NetworkDescription of(String architecture, int size) {
    ImageShape shape = new ImageShape(3, size, size);
    return new NetworkDescription(
        architecture,
        Architecture.named(architecture).configuration(shape, 3, 9).toJson(),
        LabelMap.ofNames(List.of("tench", "goldfish", "great white shark")),
        new Preprocessing(shape, size, ChannelStatistics.IMAGENET));
  }
}
