package io.tench.driver.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ExactnessTest {
  @Test
  void hasNothingToSayOfOneKindOfCpu() {
    assertThat(new Exactness(false, Map.of("a", "EPYC 7763", "b", "EPYC 7763")).warnings())
        .isEmpty();
  }

  @Test
  void warnsOfAGpu() {
    assertThat(new Exactness(true, Map.of("a", "EPYC 7763")).warnings())
        .singleElement()
        .asString()
        .contains("GPU", "set training.device to cpu");
  }

  @Test
  void namesTheHostsOfDifferentCpus() {
    assertThat(new Exactness(false, Map.of("b", "Xeon 8375C", "a", "EPYC 7763")).warnings())
        .singleElement()
        .asString()
        .contains("(EPYC 7763 on a, Xeon 8375C on b)", "take executors of one kind");
  }
}
