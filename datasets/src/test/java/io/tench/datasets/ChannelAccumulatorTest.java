package io.tench.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChannelAccumulatorTest {
  @Test
  void findsMeanAndDeviationOfEachChannel() {
    ChannelAccumulator accumulator = new ChannelAccumulator(3);
    accumulator.add(new byte[] {0, 10, (byte) 255, (byte) 255, 30, (byte) 255});
    ChannelStatistics statistics = accumulator.statistics();
    assertThat(statistics.mean().get(0)).isCloseTo(0.5, within(1e-12));
    assertThat(statistics.deviation().get(0)).isCloseTo(0.5, within(1e-12));
    assertThat(statistics.mean().get(1)).isCloseTo(20 / 255.0, within(1e-12));
    assertThat(statistics.deviation().get(1)).isCloseTo(10 / 255.0, within(1e-12));
    assertThat(statistics.mean().get(2)).isCloseTo(1, within(1e-12));
    assertThat(statistics.deviation().get(2)).as("of one colour").isEqualTo(1 / 255.0);
    assertThat(accumulator.pixels()).isEqualTo(2);
  }

  @Test
  void mergesToTheSameBitsInAnyOrder() {
    long seed = 20261124;
    Random random = new Random(seed);
    ChannelAccumulator whole = new ChannelAccumulator(3);
    List<ChannelAccumulator> parts = new ArrayList<>();
    for (int image = 0; image < 50; image++) {
      byte[] values = new byte[3 * (1 + random.nextInt(2000))];
      random.nextBytes(values);
      whole.add(values);
      ChannelAccumulator part = new ChannelAccumulator(3);
      part.add(values);
      parts.add(part);
    }
    Collections.shuffle(parts, random);
    ChannelAccumulator merged = new ChannelAccumulator(3);
    parts.forEach(merged::merge);
    assertThat(merged.statistics()).as("seed %d", seed).isEqualTo(whole.statistics());
  }

  @Test
  void refusesNothingAndOtherChannels() {
    ChannelAccumulator gray = new ChannelAccumulator(1);
    assertThatThrownBy(gray::statistics).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> gray.merge(new ChannelAccumulator(3)))
        .hasMessage("channels must be 1, were 3");
    assertThatThrownBy(() -> new ChannelAccumulator(3).add(new byte[4]))
        .hasMessage("values must be whole pixels of 3 channels, were 4");
  }

  @Test
  void convertsStatisticsBetweenGrayAndColour() {
    ChannelStatistics gray = new ChannelStatistics(List.of(0.5), List.of(0.2));
    assertThat(gray.withChannels(3).mean()).containsExactly(0.5, 0.5, 0.5);
    assertThat(gray.withChannels(1)).isSameAs(gray);
    assertThat(gray.withChannels(3).withChannels(1).mean().get(0)).isCloseTo(0.5, within(1e-12));
  }
}
