package io.tench.driver.checkpoint;

import static io.tench.driver.checkpoint.TinyCheckpoints.CONFIGURATION;
import static io.tench.driver.checkpoint.TinyCheckpoints.RUN;
import static io.tench.driver.checkpoint.TinyCheckpoints.checkpoint;
import static io.tench.driver.checkpoint.TinyCheckpoints.names;
import static io.tench.driver.checkpoint.TinyCheckpoints.requireSame;
import static io.tench.driver.checkpoint.TinyCheckpoints.store;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.FaultyStorage;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.MemoryStorage;
import io.tench.datasets.storage.Storage;
import io.tench.driver.checkpoint.CommitOutcome.Committed;
import io.tench.driver.checkpoint.CommitOutcome.TakenOver;
import io.tench.models.Checkpoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several drivers on one run's folder. */
class TakeOverTest {
  private final List<String> warnings = Collections.synchronizedList(new ArrayList<>());

  @Test
  void leavesTheRunToWhoComesLast() {
    MemoryStorage storage = new MemoryStorage();
    CheckpointStore first = store(storage, 2, warnings);
    first.resume(CONFIGURATION);
    assertThat(first.takenOver()).isEmpty();
    assertThat(first.commit(checkpoint(1, 1))).isInstanceOf(Committed.class);
    CheckpointStore second = store(storage, 2, warnings);

    assertThat(second.resume(CONFIGURATION).orElseThrow().round()).isEqualTo(1);
    assertThat(first.takenOver().orElseThrow())
        .matches(
            "The run in /runs/tiny was taken over by another driver, process \\d+ on .+ since .+Z: this driver ends, and nothing is lost\\.");
    assertThat(first.commit(checkpoint(2, 1))).isInstanceOf(TakenOver.class);
    assertThat(second.takenOver()).isEmpty();
    assertThat(second.commit(checkpoint(2, 1))).isInstanceOf(Committed.class);
    assertThat(names(storage)).containsExactly("_owner", "round-000001", "round-000002");
    assertThat(warnings).isEmpty();
  }

  @Test
  void leavesTheRunToItsDriverWhenAnothersConfigurationIsRefused() {
    MemoryStorage storage = new MemoryStorage();
    CheckpointStore first = store(storage, 2, warnings);
    first.resume(CONFIGURATION);
    first.commit(checkpoint(1, 1));

    assertThatThrownBy(() -> store(storage, 2, warnings).resume("seed: 8"))
        .isInstanceOf(BadInputException.class);
    assertThat(first.takenOver()).isEmpty();
    assertThat(first.commit(checkpoint(2, 1))).isInstanceOf(Committed.class);
  }

  @Test
  void endsWhenTheNoteOfItsOwnershipIsGone() {
    MemoryStorage storage = new MemoryStorage();
    CheckpointStore store = store(storage, 2, warnings);
    store.resume(CONFIGURATION);
    storage.delete(RUN + "/_owner");

    assertThat(store.takenOver().orElseThrow()).contains("/runs/tiny/_owner/000001 is gone");
    assertThat(store.commit(checkpoint(1, 1))).isInstanceOf(TakenOver.class);
  }

  /** On a real disk, where the kernel decides. */
  @Test
  void givesEachOfManyThatComeAtOnceANumberOfItsOwn(@TempDir Path folder) throws Exception {
    int drivers = 8;
    Storage storage = new HadoopStorage();
    for (int trial = 0; trial < 20; trial++) {
      String run = folder.resolve("run-" + trial).toString();
      CyclicBarrier start = new CyclicBarrier(drivers);
      List<Ownership> claims = Collections.synchronizedList(new ArrayList<>());
      List<Thread> threads = new ArrayList<>();
      for (int driver = 0; driver < drivers; driver++) {
        threads.add(new Thread(() -> claim(storage, run, start, claims)));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(claims).extracting(Ownership::number).doesNotHaveDuplicates().hasSize(drivers);
      int owners = 0;
      for (Ownership claim : claims) {
        owners += claim.lost().isEmpty() ? 1 : 0;
      }
      assertThat(owners).isEqualTo(1);
    }
  }

  private static void claim(
      Storage storage, String run, CyclicBarrier start, List<Ownership> claims) {
    try {
      start.await();
      claims.add(Ownership.claim(storage, run));
    } catch (Exception failure) {
      throw new AssertionError(failure);
    }
  }

  /** A driver that sleeps before any one of its operations, and another that comes meanwhile. */
  @Test
  void letsNoSleeperPublishWhereverItSlept() {
    int taken = 0;
    int points = 0;
    for (boolean slept = true; slept; points++) {
      MemoryStorage disk = new MemoryStorage();
      store(disk, 1, warnings).commit(checkpoint(1, 1));
      Newcomer newcomer = new Newcomer(disk);
      FaultyStorage storage = new FaultyStorage(disk);
      CheckpointStore sleeper = store(storage, 1, warnings);
      sleeper.resume(CONFIGURATION);
      storage.interrupt(storage.operations() + points, newcomer);
      CommitOutcome outcome = sleeper.commit(checkpoint(2, 2));
      slept = storage.struck();
      if (slept) {
        taken += requireFenced(outcome, newcomer, disk) ? 1 : 0;
      }
    }
    System.out.println("operations slept before" + ": " + (points - 1));
    assertThat(taken).isGreaterThan(20).isLessThan(points - 1);
  }

  /** True if the sleeper was too late. */
  private boolean requireFenced(CommitOutcome outcome, Newcomer newcomer, MemoryStorage disk) {
    Checkpoint latest = store(disk, 1, warnings).latest().orElseThrow();
    requireSame(latest, checkpoint(3, 3));
    assertThat(names(disk)).contains("_owner", "round-000003").hasSizeLessThanOrEqualTo(3);
    boolean before = newcomer.from == 2;
    if (!before) {
      assertThat(outcome).isInstanceOf(TakenOver.class);
      assertThat(names(disk)).doesNotContain("round-000002");
    } else {
      assertThat(outcome).isInstanceOf(Committed.class);
    }
    store(disk, 1, warnings).resume(CONFIGURATION);
    assertThat(names(disk)).noneMatch(name -> name.startsWith("_temporary"));
    return !before;
  }

  /** The other way round: the old driver publishes while the new one takes the run over. */
  @Test
  void goesOnFromWhateverWasPublishedBeforeItTookTheRunOver() {
    int points = 0;
    for (boolean interrupted = true; interrupted; points++) {
      MemoryStorage disk = new MemoryStorage();
      CheckpointStore old = store(disk, 1, warnings);
      old.commit(checkpoint(1, 1));
      List<CommitOutcome> outcomes = new ArrayList<>();
      FaultyStorage storage =
          new FaultyStorage(disk)
              .interrupt(points, () -> outcomes.add(old.commit(checkpoint(2, 2))));
      CheckpointStore newcomer = store(storage, 1, warnings);
      int from = newcomer.resume(CONFIGURATION).orElseThrow().round();
      interrupted = storage.struck();
      if (interrupted) {
        boolean committed = outcomes.get(0) instanceof Committed;
        assertThat(committed || outcomes.get(0) instanceof TakenOver).isTrue();
        assertThat(from).isEqualTo(committed ? 2 : 1);
        assertThat(names(disk)).containsExactly("_owner", "round-00000" + from);
      }
    }
    System.out.println("operations interrupted" + ": " + (points - 1));
    assertThat(points).isGreaterThan(20);
  }

  /** A driver that takes the run over, and publishes round 3. */
  private final class Newcomer implements Runnable {
    private final MemoryStorage disk;
    private int from;

    Newcomer(MemoryStorage disk) {
      this.disk = disk;
    }

    @Override
    public void run() {
      CheckpointStore store = store(disk, 1, warnings);
      Optional<Checkpoint> latest = store.resume(CONFIGURATION);
      from = latest.orElseThrow().round();
      requireSame(latest.get(), checkpoint(from, from));
      assertThat(store.commit(checkpoint(3, 3))).isInstanceOf(Committed.class);
    }
  }
}
