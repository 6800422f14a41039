package io.tench.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.FaultyStorage;
import io.tench.datasets.storage.FaultyStorage.Fault;
import io.tench.datasets.storage.MemoryStorage;
import io.tench.datasets.storage.Storage;
import io.tench.driver.RunConfiguration.Checkpoints;
import io.tench.driver.RunConfiguration.Evaluation;
import io.tench.driver.RunConfiguration.InnerState;
import io.tench.driver.checkpoint.CheckpointStore;
import io.tench.models.Checkpoint;
import io.tench.models.Metrics;
import io.tench.models.NetworkDescription;
import io.tench.workers.InnerOptimizer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A fault at every single operation of a whole run on its storage. */
class TrainerCrashPointsTest {
  private static final String FOLDER = "/runs/tiny";
  private static final NetworkDescription NETWORK = Networks.tiny(5);

  /** Three epochs of two rounds, the second epoch's network being the best. */
  private static final RunConfiguration RUN =
      Runs.schedule(
          Runs.optimizers(
              Runs.replicas(Runs.small(), 2, 8, new InnerSteps.Constant(2)),
              new InnerOptimizer.Sgd(0.9, false, 0),
              InnerState.AVERAGE,
              new OuterOptimizer.Nesterov(0.7, 0.9)),
          new Checkpoints(1, 1),
          new Evaluation(1, 8));

  @ParameterizedTest
  @EnumSource
  void goesOnToTheSameBits(Fault fault) throws IOException {
    MemoryStorage undisturbed = new MemoryStorage();
    Checkpoint expected = train(undisturbed);
    assertThat(names(undisturbed)).containsExactly("_owner", "round-000004", "round-000006");
    int ended = 0;
    int points = 0;
    for (boolean struck = true; struck; points++) {
      MemoryStorage disk = new MemoryStorage();
      FaultyStorage storage = new FaultyStorage(disk).strike(points, fault);
      try {
        requireSame(train(storage), expected);
      } catch (BadInputException end) {
        assertThat(end.getMessage()).contains(FOLDER).matches("[^\n]+\\.");
        ended++;
      }
      struck = storage.struck();
      requireSame(train(disk), expected);
      assertThat(names(disk)).containsExactly("_owner", "round-000004", "round-000006");
    }
    System.out.println("crash points, " + fault + ": " + (points - 1));
    assertThat(points).isGreaterThan(150);
    assertThat(ended).isPositive().isLessThan(points);
  }

  private static Checkpoint train(Storage storage) {
    return new Trainer(
            RUN,
            new RunDescription("seed: 7\n", "test"),
            new RoundPlanner(RUN, 60),
            new PureCluster(NETWORK.layout(), round -> {}),
            checkpoint -> report(checkpoint.round()),
            NETWORK.layout(),
            new CheckpointStore(storage, FOLDER, 1, sentence -> {}),
            ProgressListener.NONE,
            Runnable::run)
        .train(() -> Networks.initial(NETWORK, "seed: 7\n"));
  }

  private static EvaluationReport report(int round) {
    return new EvaluationReport(new Metrics(10, 1, round == 4 ? 0.9 : 0.1, 1), List.of());
  }

  private static void requireSame(Checkpoint actual, Checkpoint expected) {
    assertThat(actual.position()).isEqualTo(expected.position());
    assertThat(actual.parameters()).containsExactly(expected.parameters());
    assertThat(actual.inner().vectors().get(0)).containsExactly(expected.inner().vectors().get(0));
    assertThat(actual.outer().vectors().get(0)).containsExactly(expected.outer().vectors().get(0));
    assertThat(actual.report()).isEqualTo(expected.report());
  }

  private static List<String> names(Storage storage) throws IOException {
    return storage.list(FOLDER).stream().map(Storage.Entry::name).toList();
  }
}
