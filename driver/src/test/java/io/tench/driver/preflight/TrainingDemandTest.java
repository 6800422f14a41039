package io.tench.driver.preflight;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.LabelMap;
import io.tench.datasets.ShardFile;
import io.tench.datasets.ShardManifest;
import io.tench.driver.InnerSteps;
import io.tench.driver.OuterOptimizer;
import io.tench.driver.RunConfiguration;
import io.tench.driver.RunConfiguration.InnerState;
import io.tench.driver.Runs;
import io.tench.driver.preflight.Supply.Home;
import io.tench.workers.InnerOptimizer;
import io.tench.workers.NetworkMemory;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingDemandTest {
  private static final NetworkMemory NETWORK = new NetworkMemory(1_000, 50_000);
  private static final long PARAMETERS = 100;

  /** 900 bytes in the larger row group. */
  private static final ShardManifest DATA =
      new ShardManifest(
          1,
          LabelMap.ofNames(List.of("tench", "goldfish")),
          ChannelStatistics.IMAGENET,
          List.of(
              new ShardFile("a", 1_200, "", List.of(30, 90)),
              new ShardFile("b", 0, "", List.of())));

  @Test
  void countsEachReplicaThatRunsAtOnce() {
    Demand one = demand(8, 1, InnerState.RESET, Home.MACHINE);
    Demand three = demand(8, 3, InnerState.RESET, Home.MACHINE);

    assertThat(one.work()).isEqualTo("1 replica of lenet with batches of 4");
    assertThat(three.work()).isEqualTo("3 replicas of lenet with batches of 4");
    assertThat(three.threads()).isEqualTo(3);
    // Parameters and activations; 4 batches of 4 images of 28 x 28 float32.
    long each = 1_000 + 50_000 + 4 * 4 * 28 * 28 * 4;
    assertThat(three.besideBytes() - one.besideBytes()).isEqualTo(2 * each);
    // A result and three buffers of its size, and three row groups.
    assertThat(three.heapBytes() - one.heapBytes()).isEqualTo(2 * (4 * 400 + 3 * 900));
  }

  @Test
  void runsNoMoreReplicasAtOnceThanThereAre() {
    assertThat(demand(2, 16, InnerState.RESET, Home.MACHINE).threads()).isEqualTo(2);
  }

  @Test
  void countsTheOptimizersStateWhereItTravels() {
    long reset = demand(1, 1, InnerState.RESET, Home.MACHINE).heapBytes();
    long average = demand(1, 1, InnerState.AVERAGE, Home.MACHINE).heapBytes();

    assertThat(average - reset).isEqualTo(6 * 2 * 400);
  }

  @Test
  void holdsAllResultsWhereTheDriverIsToo() {
    long few = demand(2, 1, InnerState.RESET, Home.THIS_PROCESS).heapBytes();
    long many = demand(9, 1, InnerState.RESET, Home.THIS_PROCESS).heapBytes();

    assertThat(many - few).isEqualTo(7 * 400);
  }

  private static Demand demand(int replicas, int slots, InnerState state, Home home) {
    RunConfiguration run =
        Runs.optimizers(
            Runs.replicas(Runs.small(), replicas, 4, new InnerSteps.Constant(1)),
            new InnerOptimizer.Adam(0.9, 0.999, 1e-8, 0),
            state,
            new OuterOptimizer.Average());
    Supply supply = new Supply(home, 1 << 30, 1 << 30, 0, slots, 8);
    return TrainingDemand.of(run, NETWORK, PARAMETERS, DATA, supply);
  }
}
