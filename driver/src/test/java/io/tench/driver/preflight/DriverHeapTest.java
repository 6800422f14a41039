package io.tench.driver.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.driver.InnerSteps;
import io.tench.driver.OuterOptimizer;
import io.tench.driver.RunConfiguration.InnerState;
import io.tench.driver.RunConfiguration.Training;
import io.tench.driver.Runs;
import io.tench.workers.InnerOptimizer;
import org.junit.jupiter.api.Test;

class DriverHeapTest {
  private static final long PARAMETERS = 1_000;

  /** Momentum makes a state of two vectors; four results are taken in at once, each twice. */
  @Test
  void countsWhatComesBackAsItComesAndAsVectors() {
    long one = bytes(InnerState.AVERAGE, new OuterOptimizer.Average(), 1);
    long six = bytes(InnerState.AVERAGE, new OuterOptimizer.Average(), 6);

    assertThat(one - Demand.SPARK).isEqualTo((2 + 1 + 1 + 2) * 8_000);
    assertThat(six - one).isEqualTo((5 + 2 * 3) * 8_000);
  }

  @Test
  void countsTheOptimizersStates() {
    long plain = bytes(InnerState.RESET, new OuterOptimizer.Average(), 1);
    long outer = bytes(InnerState.RESET, new OuterOptimizer.Nesterov(0.7, 0.9), 1);

    assertThat(plain - Demand.SPARK).isEqualTo(6 * 4_000);
    assertThat(outer - plain).isEqualTo(2 * 4_000);
  }

  private static long bytes(InnerState state, OuterOptimizer outer, int results) {
    Training training =
        Runs.optimizers(
                Runs.replicas(Runs.small(), results, 4, new InnerSteps.Constant(1)),
                new InnerOptimizer.Sgd(0.9, true, 0),
                state,
                outer)
            .training();
    return DriverHeap.of(training, PARAMETERS, results, 1).bytes();
  }
}
