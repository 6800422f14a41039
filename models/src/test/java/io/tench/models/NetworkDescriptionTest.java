package io.tench.models;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.ImageShape;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Preprocessing;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkDescriptionTest {
  private static final ImageShape SHAPE = new ImageShape(3, 224, 224);

  @ParameterizedTest
  @MethodSource("names")
  void countsTheClassesOfEveryArchitecture(String name) {
    String json = Architecture.named(name).configuration(SHAPE, 3, 1).toJson();
    NetworkDescription network =
        new NetworkDescription(
            name,
            json,
            LabelMap.ofNames(List.of("tench", "goldfish", "shark")),
            new Preprocessing(SHAPE, 256, ChannelStatistics.IMAGENET));

    assertThat(network.layout().length()).isPositive();
  }

  static List<String> names() {
    return Architecture.names();
  }
}
