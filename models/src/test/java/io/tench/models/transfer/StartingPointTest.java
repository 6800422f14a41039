package io.tench.models.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.LabelMap;
import io.tench.models.InitialParameters;
import io.tench.models.NetworkDescription;
import io.tench.models.ParameterLayout;
import io.tench.models.ParameterSlice;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartingPointTest {
  private static final LabelMap FIVE = LabelMap.ofNames(List.of("a", "b", "c", "d", "e"));

  private static float[] values(NetworkDescription network) {
    Random random = new Random(3);
    float[] values = new float[Math.toIntExact(network.layout().length())];
    IntStream.range(0, values.length)
        .forEach(index -> values[index] = (float) random.nextGaussian());
    return values;
  }

  private static float[] of(float[] values, ParameterSlice slice) {
    return Arrays.copyOfRange(values, (int) slice.offset(), (int) slice.end());
  }

  @ParameterizedTest
  @CsvSource({
    "resnet-20, 32, fc",
    "resnet-18, 64, fc",
    "alexnet, 64, classifier.6",
    "squeezenet-1.1, 64, classifier.1",
    "mobilenet-v1-0.25, 32, conv_preds"
  })
  void drawsANewHeadAndKeepsTheRest(String architecture, int size, String head) {
    NetworkDescription network = Descriptions.of(architecture, size);
    float[] before = values(network);
    StartingPoint start = StartingPoint.withNewHead(network, before, FIVE, 1);
    StartingPoint other = StartingPoint.withNewHead(network, before, FIVE, 2);
    ParameterLayout layout = start.network().layout();

    assertThat(start.network().labels()).isEqualTo(FIVE);
    assertThat(start.network().preprocessing()).isEqualTo(network.preprocessing());
    assertThat(start.parameters()).hasSize((int) layout.length());
    for (int index = 0; index < layout.slices().size(); index++) {
      ParameterSlice slice = layout.slices().get(index);
      float[] after = of(start.parameters(), slice);
      if (!slice.layer().equals(head)) {
        assertThat(after).isEqualTo(of(before, network.layout().slices().get(index)));
      } else if (slice.key().equals("b")) {
        assertThat(after).containsOnly(0).hasSize(5);
      } else {
        assertThat(after).isNotEqualTo(of(other.parameters(), slice)).doesNotContain(0);
        assertThat(slice.shape()).contains(5L);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"none, 0", "layer1, 1", "layer2.0, 2", "avgpool, 3"})
  void drawsAllAboveADepthAnewAsFromScratch(String until, int depth) {
    NetworkDescription network = Descriptions.of("resnet-20", 32);
    float[] before = values(network);
    StartingPoint start = StartingPoint.keepingUntil(network, before, FIVE, until, 4);
    float[] fresh = InitialParameters.of(start.network().configuration(), 4);
    Pattern kept =
        Pattern.compile(
            List.of("-", "(conv1|bn1|layer1).*", "(conv1|bn1|layer1|layer2.0).*", "[^f].*")
                .get(depth));

    assertThat(start.network().labels()).isEqualTo(FIVE);
    List<ParameterSlice> slices = start.network().layout().slices();
    for (int index = 0; index < slices.size(); index++) {
      ParameterSlice slice = slices.get(index);
      float[] expected =
          kept.matcher(slice.layer()).matches()
              ? of(before, network.layout().slices().get(index))
              : of(fresh, slice);
      assertThat(of(start.parameters(), slice)).as(slice.layer()).isEqualTo(expected);
    }
  }

  @Test
  void doesNotKeepTheHead() {
    NetworkDescription network = Descriptions.of("lenet", 28);
    assertThatThrownBy(() -> StartingPoint.keepingUntil(network, values(network), FIVE, "fc3", 1))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "transfer.keep-until is fc3, which keeps the head fc3 too and draws nothing anew: name"
                + " an earlier layer, or set it to all.");
  }

  @Test
  void keepsTheHeadUnderOtherNames() {
    NetworkDescription network = Descriptions.of("lenet", 28);
    float[] before = values(network);
    LabelMap names = LabelMap.ofNames(List.of("x", "y", "z"));
    StartingPoint start = StartingPoint.withSameHead(network, before, names);

    assertThat(start.parameters()).isSameAs(before);
    assertThat(start.network().labels()).isEqualTo(names);
    assertThat(start.network().json()).isEqualTo(network.json());
    assertThatThrownBy(() -> StartingPoint.withSameHead(network, before, FIVE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there must be 3 labels, were 5");
  }
}
