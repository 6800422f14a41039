package io.tench.driver.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ExactnessTest {
  private static final Set<String> NEW_RUN = Set.of();

  @Test
  void hasNothingToSayOfOneKindOfCpu() {
    assertThat(new Exactness(false, Map.of("a", "EPYC 7763", "b", "EPYC 7763")).warnings(NEW_RUN))
        .isEmpty();
  }

  @Test
  void warnsOfAGpu() {
    assertThat(new Exactness(true, Map.of("a", "EPYC 7763")).warnings(NEW_RUN))
        .singleElement()
        .asString()
        .contains("GPU", "set training.device to cpu");
  }

  @Test
  void namesTheHostsOfDifferentCpus() {
    assertThat(new Exactness(false, Map.of("b", "Xeon 8375C", "a", "EPYC 7763")).warnings(NEW_RUN))
        .singleElement()
        .asString()
        .contains("(EPYC 7763 on a, Xeon 8375C on b)", "take executors of one kind");
  }

  @Test
  void warnsOfAnotherKindOfCpuThanTheCheckpoints() {
    Exactness exactness = new Exactness(false, Map.of("a", "EPYC 7763"));
    assertThat(exactness.warnings(List.of("Xeon 8375C")))
        .singleElement()
        .asString()
        .contains("was trained on Xeon 8375C, and its executors have EPYC 7763")
        .contains("go on with executors of the kind that it began with");
    assertThat(exactness.warnings(List.of("EPYC 7763", "Xeon 8375C"))).hasSize(1);
    assertThat(exactness.warnings(List.of("EPYC 7763"))).isEmpty();
    assertThat(Exactness.UNKNOWN.warnings(List.of("EPYC 7763"))).isEmpty();
  }
}
