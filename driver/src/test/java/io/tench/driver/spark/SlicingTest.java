package io.tench.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SlicingTest {
  private static final long RESNET_50 = 2 * 25_600_000L * Float.BYTES;

  @Test
  void leavesFewReplicasAndSmallNetworksToTheDriver() {
    assertThat(Slicing.count(4, RESNET_50, 64)).isEqualTo(1);
    assertThat(Slicing.count(128, 8 * 5_000, 64)).isEqualTo(1);
  }

  @Test
  void keepsAllSlotsBusyAndNoTaskOverloaded() {
    assertThat(Slicing.count(5, RESNET_50, 20)).isEqualTo(20);
    assertThat(Slicing.count(5, RESNET_50, 1)).isEqualTo(8);
    assertThat(Slicing.count(32, RESNET_50, 4)).isEqualTo(49);
    assertThat(Slicing.count(1024, RESNET_50, 4096)).isEqualTo(200);
  }
}
