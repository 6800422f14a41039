package io.tench.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LabelMapTest {
  private static final LabelMap FISH = LabelMap.ofNames(List.of("tench", "goldfish", "ray"));

  @Test
  void findsTheClassesOfAnotherMapByTheirIds() {
    assertThat(FISH.indicesOf(LabelMap.ofNames(List.of("ray", "tench")))).hasValue(List.of(2, 0));
  }

  @Test
  void findsNoneWhereOneIsMissing() {
    assertThat(FISH.indicesOf(LabelMap.ofNames(List.of("ray", "hen")))).isEmpty();
  }
}
