package io.tench.models.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.BadInputException;
import io.tench.models.NetworkDescription;
import io.tench.models.ParameterSlice;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RateScheduleTest {
  private static final NetworkDescription RESNET = Descriptions.of("resnet-20", 32);

  private static RateSchedule schedule(FineTuning tuning) {
    return RateSchedule.of(tuning, RESNET);
  }

  private static FineTuning frozen(String until, SortedMap<Integer, String> unfreeze) {
    return new FineTuning("base", true, until, unfreeze, Map.of(), 1);
  }

  private static Set<String> frozenLayers(LayerRates rates) {
    return rates.frozen(RESNET.layout()).stream()
        .map(ParameterSlice::layer)
        .collect(Collectors.toSet());
  }

  @Test
  void freezesAStageWithAllThatItIsComputedFrom() {
    LayerRates rates = schedule(frozen("layer2", new TreeMap<>())).at(0);

    assertThat(frozenLayers(rates))
        .contains("conv1", "bn1", "layer1.2.bn2", "layer2.0.conv1", "layer2.2.bn2")
        .noneMatch(layer -> layer.startsWith("layer3") || layer.equals("fc"));
    assertThat(rates.freezes("layer2.0.downsample.zeros")).isTrue();
    assertThat(rates.freezes("layer3.0.downsample")).isFalse();
    assertThat(rates.of("bn1")).isZero();
    assertThat(rates.of("fc")).isEqualTo(1);
  }

  @Test
  void freezesNoMoreOfABranchThanTheNamedLayerIsComputedFrom() {
    LayerRates rates = schedule(frozen("layer1.0.conv2", new TreeMap<>())).at(0);

    assertThat(frozenLayers(rates))
        .containsExactlyInAnyOrder(
            "conv1", "bn1", "layer1.0.conv1", "layer1.0.bn1", "layer1.0.conv2");
  }

  @Test
  void unfreezesByEpoch() {
    RateSchedule schedule =
        schedule(frozen("layer3", new TreeMap<>(Map.of(2, "layer1", 5, "none"))));

    assertThat(frozenLayers(schedule.at(0))).contains("layer3.2.bn2");
    assertThat(schedule.at(1)).isEqualTo(schedule.at(0));
    assertThat(frozenLayers(schedule.at(2)))
        .contains("layer1.2.bn2")
        .doesNotContain("layer2.0.bn1");
    assertThat(schedule.at(4)).isEqualTo(schedule.at(2));
    assertThat(frozenLayers(schedule.at(5))).isEmpty();
    assertThat(schedule.at(1000)).isEqualTo(schedule.at(5));
  }

  @Test
  void slowsEachStageByTheDecayAndNamedLayersAsNamed() {
    FineTuning tuning =
        new FineTuning("base", true, "none", new TreeMap<>(), Map.of("layer3.1", 0.07), 0.5);
    LayerRates rates = schedule(tuning).at(0);

    assertThat(rates.of("fc")).isEqualTo(1);
    assertThat(rates.of("layer3.0.conv1")).isCloseTo(0.5, within(1e-12));
    assertThat(rates.of("layer3.1.bn2")).isEqualTo(0.07);
    assertThat(rates.of("layer2.2.conv2")).isCloseTo(0.25, within(1e-12));
    assertThat(rates.of("layer1.0.conv1")).isCloseTo(0.125, within(1e-12));
    assertThat(rates.of("conv1")).isCloseTo(0.125, within(1e-12));
  }

  @Test
  void refusesWhatTheNetworkDoesNotHaveOrCannotTrain() {
    assertThatThrownBy(() -> schedule(frozen("layr2", new TreeMap<>())))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "transfer.freeze-until names the layer \"layr2\", which the checkpoint's network does"
                + " not have; did you mean layer2?");
    assertThatThrownBy(
            () ->
                schedule(
                    new FineTuning("base", true, "none", new TreeMap<>(), Map.of("relu", 0.1), 1)))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("transfer.slow names relu, which has no parameters");
    assertThatThrownBy(
            () ->
                schedule(
                    new FineTuning(
                        "base", true, "layer1", "layer2", new TreeMap<>(), Map.of(), 1, "")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("freeze no more than is kept");
    assertThatThrownBy(() -> schedule(frozen("fc", new TreeMap<>())))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("leaves nothing to train");
    assertThatThrownBy(() -> schedule(frozen("layer1", new TreeMap<>(Map.of(3, "layer2")))))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("freezes more from epoch 3 on");
    assertThatThrownBy(() -> frozen("layer1", new TreeMap<>(Map.of(0, "none"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("unfreeze must name epochs >= 1, was 0");
    assertThatThrownBy(() -> frozen("none", new TreeMap<>(Map.of(2, "none"))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs a freeze-until");
  }
}
