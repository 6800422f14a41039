package io.tench.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.storage.FaultyStorage;
import io.tench.datasets.storage.MemoryStorage;
import io.tench.datasets.storage.Storage;
import io.tench.driver.RunConfiguration.Checkpoints;
import io.tench.driver.RunConfiguration.Evaluation;
import io.tench.driver.checkpoint.CheckpointStore;
import io.tench.models.Checkpoint;
import io.tench.models.Metrics;
import io.tench.models.NetworkDescription;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;

/** Checkpoints that are published beside the training. */
class PublishingTest {
  private static final String FOLDER = "/runs/tiny";
  private static final NetworkDescription NETWORK = Networks.tiny(5);
  private static final RunConfiguration RUN =
      Runs.schedule(
          Runs.replicas(Runs.small(), 2, 8, new InnerSteps.Constant(2)),
          new Checkpoints(1, 3),
          new Evaluation(9, 8));

  private final MemoryStorage storage = new MemoryStorage();
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());

  @Test
  void trainsTheNextRoundWhileTheLastIsWritten() {
    CountDownLatch nextHasBegun = new CountDownLatch(1);
    Trainer trainer =
        trainer(
            storage,
            round -> {
              if (round == 2) {
                nextHasBegun.countDown();
              }
            },
            round -> {
              if (round == 1) {
                await(nextHasBegun);
              }
            });

    assertThat(train(trainer).round()).isEqualTo(6);
    assertThat(events).startsWith("trained 1").containsSubsequence("trained 6", "published 6");
  }

  @Test
  void publishesOneAtATimeAndInOrder() {
    List<Integer> begun = Collections.synchronizedList(new ArrayList<>());
    Thread training = Thread.currentThread();
    Trainer trainer =
        trainer(
            storage,
            begun::add,
            round -> {
              if (round == 1) {
                awaitWaiting(training);
                events.add("begun " + begun);
              }
            });
    train(trainer);

    assertThat(events).contains("begun [1, 2]");
    assertThat(events.stream().filter(event -> event.startsWith("published")))
        .containsExactly(
            "published 1",
            "published 2",
            "published 3",
            "published 4",
            "published 5",
            "published 6");
    assertThat(store(storage).list()).hasSize(3);
  }

  @Test
  void tellsOfAFailureInTheNextRoundAndGoesOn() {
    FaultyStorage faulty = new FaultyStorage(storage).failRenames(1);
    train(trainer(faulty, round -> {}, round -> {}));

    assertThat(events.get(0)).isEqualTo("trained 1");
    assertThat(events.get(1)).contains("round-000001 is not published: asked to fail");
    assertThat(events.get(2)).isEqualTo("trained 2");
    assertThat(store(storage).latest().orElseThrow().round()).isEqualTo(6);
  }

  @Test
  void waitsForTheLastWhenItIsStopped() {
    CountDownLatch stopped = new CountDownLatch(1);
    Trainer[] trainer = new Trainer[1];
    trainer[0] =
        trainer(
            storage,
            round -> {
              if (round == 3) {
                trainer[0].stop();
                stopped.countDown();
              }
            },
            round -> {
              if (round == 2) {
                await(stopped);
              }
            });

    assertThat(train(trainer[0]).round()).isEqualTo(2);
    assertThat(events).endsWith("published 2", "finished");
    assertThat(store(storage).latest().orElseThrow().round()).isEqualTo(2);
  }

  @Test
  void endsWithOneSentenceWhenAnotherDriverTakesTheRun() {
    Trainer first =
        trainer(
            storage,
            round -> {
              if (round == 4) {
                events.add("second ends at " + train(trainer(storage, at -> {}, at -> {})).round());
              }
            },
            round -> {});

    assertThatThrownBy(() -> train(first))
        .isInstanceOf(TakenOverException.class)
        .hasMessageMatching("The run in /runs/tiny was taken over by another driver, [^\n]+\\.");
    assertThat(events).contains("second ends at 6");
    assertThat(events).filteredOn("trained 4"::equals).hasSize(1);
    assertThat(events).filteredOn("finished"::equals).hasSize(1);
    assertThat(store(storage).latest().orElseThrow().round()).isEqualTo(6);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private static void awaitWaiting(Thread thread) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (thread.getState() != Thread.State.WAITING) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static CheckpointStore store(Storage storage) {
    return new CheckpointStore(storage, FOLDER, 3, sentence -> {});
  }

  private static Checkpoint train(Trainer trainer) {
    return trainer.train(() -> Networks.initial(NETWORK, "seed: 7\n"));
  }

  private Trainer trainer(Storage on, IntConsumer beforeRound, IntConsumer beforeCommit) {
    return new Trainer(
        RUN,
        new RunDescription("seed: 7\n", "test"),
        new RoundPlanner(RUN, 60),
        new PureCluster(NETWORK.layout(), beforeRound),
        checkpoint -> new EvaluationReport(new Metrics(10, 1, 0.5, 1), List.of()),
        NETWORK.layout(),
        store(on),
        new Recorder(beforeCommit));
  }

  private final class Recorder implements ProgressListener {
    private final IntConsumer beforeCommit;

    Recorder(IntConsumer beforeCommit) {
      this.beforeCommit = beforeCommit;
    }

    @Override
    public void roundFinished(RoundReport report) {
      events.add("trained " + report.plan().round());
    }

    @Override
    public void publishing(int round) {
      beforeCommit.accept(round);
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
      events.add("finished");
    }
  }
}
