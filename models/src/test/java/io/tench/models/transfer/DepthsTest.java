package io.tench.models.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.models.Architecture;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DepthsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          resnet-14 | layer1, layer2, layer3
          resnet-18 | bn1, layer1, layer2, layer3, layer4
          lenet     | conv1, conv2, fc2
          """)
  void ofANetworkAreItsStages(String architecture, String depths) {
    assertThat(String.join(", ", Depths.ofStages(Descriptions.of(architecture, 64))))
        .isEqualTo(depths);
  }

  @Test
  void ofEveryArchitectureCanBeNamed() {
    for (String architecture : Architecture.names()) {
      var network = Descriptions.of(architecture, 224);
      List<String> depths = Depths.ofStages(network);

      assertThat(depths).as(architecture).hasSizeGreaterThan(1);
      assertThat(Depths.named(network, depths, "--depths")).isEqualTo(depths);
    }
  }

  @Test
  void areNamedFromTheInputOnAndWithoutTheHead() {
    var network = Descriptions.of("resnet-20", 32);
    assertThat(Depths.named(network, List.of("bn1", "layer2.0", "avgpool"), "--depths"))
        .containsExactly("bn1", "layer2.0", "avgpool");
    assertThatThrownBy(() -> Depths.named(network, List.of("layer2", "layer1"), "--depths"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("--depths names layer1, which has no more layers");
    assertThatThrownBy(() -> Depths.named(network, List.of("layer3", "avgpool"), "--depths"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("--depths names avgpool, which has no more layers");
    assertThatThrownBy(() -> Depths.named(network, List.of("fc"), "--depths"))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("--depths names fc, which holds the head fc");
    assertThatThrownBy(() -> Depths.named(network, List.of("layer9"), "--depths"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("did you mean layer");
  }
}
