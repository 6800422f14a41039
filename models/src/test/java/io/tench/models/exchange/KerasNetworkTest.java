package io.tench.models.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.ImageShape;
import io.tench.models.Architecture;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KerasNetworkTest {
  private static Map<String, TensorView> views(String architecture) {
    ComputationGraphConfiguration network =
        Architecture.named(architecture).configuration(new ImageShape(3, 224, 224), 1000, 0);
    return KerasNetwork.of(architecture).views(network).stream()
        .collect(Collectors.toMap(TensorView::name, Function.identity()));
  }

  @ParameterizedTest
  @CsvSource({"vgg-16, 16, block5_conv3", "vgg-19, 19, block5_conv4"})
  void hasKerassNamesOfVgg(String architecture, int layers, String last) {
    Map<String, TensorView> views = views(architecture);

    assertThat(views)
        .hasSize(2 * layers)
        .containsKeys("block1_conv1/kernel", "block3_conv3/bias", last + "/kernel", "fc2/bias");
    assertThat(views.get("block2_conv1/kernel").shape()).containsExactly(3L, 3L, 64L, 128L);
    assertThat(views.get("fc1/kernel").shape()).containsExactly(25088L, 4096L);
    assertThat(views.get("predictions/kernel").shape()).containsExactly(4096L, 1000L);
  }

  @Test
  void turnsBlueFirstIntoRedFirst() throws IOException {
    TensorView first = views("vgg-16").get("block1_conv1/kernel");
    float[] vector = new float[64 + 64 * 3 * 9];

    first.fill(
        vector,
        (target, from, count) -> {
          for (int index = 0; index < count; index++) {
            target[from + index] = index;
          }
        });

    for (int out = 0; out < 64; out++) {
      for (int red = 0; red < 3; red++) {
        for (int pixel = 0; pixel < 9; pixel++) {
          int ours = 64 + (out * 3 + red) * 9 + pixel;
          int keras = (pixel * 3 + (2 - red)) * 64 + out;
          assertThat(vector[ours]).isEqualTo(keras);
        }
      }
    }
  }

  @Test
  void takesWhatWasFlattenedWithItsChannelsLast() {
    TensorView view = views("vgg-16").get("fc1/kernel");

    assertThat(view.axes()).isEqualTo(List.of(7L, 7L, 512L, 4096L));
    // DL4J's weights are columns of inputs, the inputs [512, 7, 7].
    assertThat(view.strides()).isEqualTo(List.of(7L, 1L, 49L, 512L * 49));
  }
}
