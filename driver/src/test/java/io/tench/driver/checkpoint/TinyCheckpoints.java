package io.tench.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.storage.Storage;
import io.tench.driver.Networks;
import io.tench.models.Checkpoint;
import io.tench.models.Checkpoint.Best;
import io.tench.models.Checkpoint.TrainingReport;
import io.tench.models.NetworkDescription;
import io.tench.models.OptimizerState;
import io.tench.models.TrainingPosition;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** A run of tiny checkpoints, whose content follows from the round. */
final class TinyCheckpoints {
  static final String RUN = "/runs/tiny";
  static final String CONFIGURATION = "seed: 7\n";
  private static final NetworkDescription NETWORK = Networks.tiny(5);
  private static final int LENGTH = Math.toIntExact(NETWORK.layout().length());

  private TinyCheckpoints() {}

  static Checkpoint checkpoint(int round, int best) {
    return new Checkpoint(
        NETWORK,
        new TrainingPosition(round, 0, round * 8L, round),
        Networks.vector(LENGTH, round),
        new OptimizerState(List.of(Networks.vector(LENGTH, 100 + round)), round),
        OptimizerState.NONE,
        new TrainingReport(
            7, CONFIGURATION, 1, 0.5, Optional.empty(), Optional.of(new Best(best, 0.9)), "test"));
  }

  static CheckpointStore store(Storage storage, int keepLast, List<String> warnings) {
    return new CheckpointStore(storage, RUN, keepLast, warnings::add);
  }

  static void requireSame(Checkpoint actual, Checkpoint expected) {
    assertThat(actual.position()).isEqualTo(expected.position());
    assertThat(actual.parameters()).containsExactly(expected.parameters());
    assertThat(actual.inner().vectors().get(0)).containsExactly(expected.inner().vectors().get(0));
    assertThat(actual.report()).isEqualTo(expected.report());
  }

  /** All that lies in the run's folder. */
  static List<String> names(Storage storage) {
    try {
      return storage.list(RUN).stream().map(Storage.Entry::name).toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
