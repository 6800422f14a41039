package io.tench.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class KnownNamesTest {
  @Test
  void findsTheNameWithTheFewestEdits() {
    List<String> known = List.of("lenet", "resnet-18", "resnet-50");
    assertThat(KnownNames.nearest("resnet-18", known)).isEqualTo("resnet-18");
    assertThat(KnownNames.nearest("resnet50", known)).isEqualTo("resnet-50");
    assertThat(KnownNames.nearest("LeNet", known)).isEqualTo("lenet");
    assertThat(KnownNames.nearest("", known)).isEqualTo("lenet");
  }
}
