package io.tench.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.FaultyStorage;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.driver.RunConfiguration.Checkpoints;
import io.tench.driver.RunConfiguration.Evaluation;
import io.tench.driver.RunConfiguration.InnerState;
import io.tench.driver.checkpoint.CheckpointStore;
import io.tench.driver.checkpoint.PublishedCheckpoint;
import io.tench.driver.preflight.Exactness;
import io.tench.models.Checkpoint;
import io.tench.models.Metrics;
import io.tench.models.NetworkDescription;
import io.tench.workers.InnerOptimizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The loop, with replicas that compute nothing but a pure function of what they are given. */
class TrainerTest {
  private static final NetworkDescription LENET = Networks.network("lenet", 28);
  private static final int ROUNDS = 12;

  /** Three epochs of four rounds, with an outer optimizer that remembers. */
  private static final RunConfiguration RUN =
      Runs.schedule(
          Runs.optimizers(
              Runs.replicas(Runs.small(), 2, 8, new InnerSteps.Constant(2)),
              new InnerOptimizer.Sgd(0.9, false, 0),
              InnerState.AVERAGE,
              new OuterOptimizer.Nesterov(0.7, 0.9)),
          new Checkpoints(5, 2),
          new Evaluation(2, 8));

  @TempDir Path folder;
  private final List<String> events = new ArrayList<>();

  @Test
  void evaluatesAndPublishesBySchedule() {
    Checkpoint last = trainer(new HadoopStorage(), round -> {}).train(TrainerTest::initial);

    assertThat(last.round()).isEqualTo(ROUNDS);
    assertThat(events)
        .containsExactly(
            "start at 0, 12 to go",
            "1",
            "2",
            "3",
            "4",
            "5",
            "published 5",
            "6",
            "7",
            "evaluated 8",
            "8",
            "published 8",
            "9",
            "10",
            "published 10",
            "11",
            "evaluated 12",
            "12",
            "published 12",
            "end at 12");
    assertThat(store(new HadoopStorage()).list())
        .extracting(PublishedCheckpoint::round)
        .containsExactly(12, 10);
    assertThat(last.report().best()).contains(new Checkpoint.Best(12, 12 / 100.0));
    assertThat(last.report().validation().orElseThrow().top1()).isEqualTo(12 / 100.0);
  }

  @Test
  void goesOnToTheSameBitsAfterAStopInAnyRound() {
    Checkpoint undisturbed = trainer(new HadoopStorage(), round -> {}).train(TrainerTest::initial);
    for (int stopped = 1; stopped <= ROUNDS; stopped++) {
      newFolder();
      int at = stopped;
      Trainer[] first = new Trainer[1];
      first[0] =
          trainer(
              new HadoopStorage(),
              round -> {
                if (round == at) {
                  first[0].stop();
                }
              });
      assertThat(first[0].train(TrainerTest::initial).round()).isEqualTo(at - 1);
      assertThat(events).endsWith("stop at " + (at - 1));
      if (at > 1) {
        assertThat(store(new HadoopStorage()).latest().orElseThrow().round()).isEqualTo(at - 1);
      }
      requireSame(
          trainer(new HadoopStorage(), round -> {}).train(TrainerTest::initial), undisturbed);
    }
  }

  @Test
  void goesOnToTheSameBitsWhereverTheStorageDies() {
    Checkpoint undisturbed = trainer(new HadoopStorage(), round -> {}).train(TrainerTest::initial);
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int trial = 0; trial < 6; trial++) {
      newFolder();
      int changes = random.nextInt(150);
      FaultyStorage dying = new FaultyStorage(new HadoopStorage()).dieAfter(changes);
      try {
        trainer(dying, round -> {}).train(TrainerTest::initial);
      } catch (BadInputException killed) {
        assertThat(dying.dead()).as("seed %d, %d changes", seed, changes).isTrue();
      }
      requireSame(
          trainer(new HadoopStorage(), round -> {}).train(TrainerTest::initial), undisturbed);
    }
  }

  @Test
  void publishesTheLastFinishedRoundWhenOneFails() {
    IntConsumer failing =
        round -> {
          if (round == 4) {
            throw new RoundFailedException("Round 4 failed: no space", null);
          }
        };
    assertThatThrownBy(() -> trainer(new HadoopStorage(), failing).train(TrainerTest::initial))
        .hasMessage("Round 4 failed: no space");
    assertThat(store(new HadoopStorage()).latest().orElseThrow().round()).isEqualTo(3);
  }

  @Test
  void warnsOfAPublicationThatFailsAndTrainsOn() {
    FaultyStorage storage = new FaultyStorage(new HadoopStorage()).failRenames(1);
    Checkpoint last = trainer(storage, round -> {}).train(TrainerTest::initial);

    assertThat(last.round()).isEqualTo(ROUNDS);
    assertThat(events)
        .filteredOn(event -> event.contains("round-000005 is not published"))
        .hasSize(1);
  }

  @Test
  void hasNothingToDoAfterTheEnd() {
    trainer(new HadoopStorage(), round -> {}).train(TrainerTest::initial);
    events.clear();
    trainer(new HadoopStorage(), round -> {}).train(TrainerTest::initial);

    assertThat(events).containsExactly("start at 12, 0 to go", "end at 12");
  }

  @Test
  void warnsWhereItGoesOnWithAnotherKindOfCpu() {
    Trainer[] first = new Trainer[1];
    first[0] =
        trainer(
            new HadoopStorage(),
            round -> {
              if (round == 7) {
                first[0].stop();
              }
            });
    Checkpoint stopped = first[0].train(TrainerTest::initial, on("EPYC 7763"));
    assertThat(stopped.report().processors()).containsExactly("EPYC 7763");
    assertThat(events).noneMatch(event -> event.contains("may not come to the bits"));

    Checkpoint last =
        trainer(new HadoopStorage(), round -> {}).train(TrainerTest::initial, on("Altra Q80"));
    assertThat(events)
        .filteredOn(event -> event.contains("was trained on EPYC 7763, and its executors have"))
        .hasSize(1);
    assertThat(last.report().processors()).containsExactly("Altra Q80", "EPYC 7763");
  }

  private static Exactness on(String processor) {
    return new Exactness(false, Map.of("host", processor));
  }

  private int attempt;

  private void newFolder() {
    attempt++;
    events.clear();
  }

  private CheckpointStore store(Storage storage) {
    return new CheckpointStore(
        storage, folder.resolve("run-" + attempt).toString(), 2, events::add);
  }

  private Trainer trainer(Storage storage, IntConsumer before) {
    return new Trainer(
        RUN,
        new RunDescription("seed: 7\n", "test"),
        new RoundPlanner(RUN, 100),
        new PureCluster(LENET.layout(), before),
        checkpoint ->
            new EvaluationReport(new Metrics(10, 1, checkpoint.round() / 100.0, 1), List.of()),
        LENET.layout(),
        store(storage),
        new Recorder(),
        Runnable::run);
  }

  private static Checkpoint initial() {
    return Networks.initial(LENET, "seed: 7\n");
  }

  private static void requireSame(Checkpoint actual, Checkpoint expected) {
    assertThat(actual.position()).isEqualTo(expected.position());
    assertThat(actual.parameters()).isEqualTo(expected.parameters());
    assertThat(actual.inner().vectors().get(0)).isEqualTo(expected.inner().vectors().get(0));
    assertThat(actual.outer().vectors().get(0)).isEqualTo(expected.outer().vectors().get(0));
    assertThat(actual.report()).isEqualTo(expected.report());
  }

  private final class Recorder implements ProgressListener {
    @Override
    public void started(Checkpoint start, int rounds) {
      events.add("start at %d, %d to go".formatted(start.round(), rounds));
    }

    @Override
    public void roundFinished(RoundReport report) {
      events.add("" + report.plan().round());
    }

    @Override
    public void evaluated(int round, EvaluationReport report) {
      events.add("evaluated " + round);
    }

    @Override
    public void published(int round, String checkpoint) {
      events.add("published " + round);
    }

    @Override
    public void warned(String sentence) {
      events.add(sentence);
    }

    @Override
    public void finished(Checkpoint last, boolean stopped) {
      events.add((stopped ? "stop at " : "end at ") + last.round());
    }
  }
}
