package io.tench.driver.checkpoint;

import static io.tench.driver.checkpoint.TinyCheckpoints.CONFIGURATION;
import static io.tench.driver.checkpoint.TinyCheckpoints.checkpoint;
import static io.tench.driver.checkpoint.TinyCheckpoints.names;
import static io.tench.driver.checkpoint.TinyCheckpoints.requireSame;
import static io.tench.driver.checkpoint.TinyCheckpoints.store;
import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.FaultyStorage;
import io.tench.datasets.storage.FaultyStorage.Fault;
import io.tench.datasets.storage.MemoryStorage;
import io.tench.driver.checkpoint.CommitOutcome.Committed;
import io.tench.driver.checkpoint.CommitOutcome.NotCommitted;
import io.tench.models.Checkpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A fault at every single operation of a driver's start and of a publication with retention. */
class CrashPointsTest {
  private static final List<String> AFTER = List.of("_owner", "round-000002", "round-000004");

  private final List<String> warnings = new ArrayList<>();

  @ParameterizedTest
  @EnumSource
  void showsTheOldCheckpointOrTheNewAndGoesOn(Fault fault) {
    strikeEachOperation(fault, 1);
  }

  /** The operation that is struck is then another one each time. */
  @ParameterizedTest
  @EnumSource
  void doesSoWithItsFilesWrittenAtTheSameTime(Fault fault) {
    strikeEachOperation(fault, 4);
  }

  private void strikeEachOperation(Fault fault, int writesAtOnce) {
    MemoryStorage before = rounds(1, 2, 3);
    int points = 0;
    for (boolean struck = true; struck; points++) {
      MemoryStorage disk = before.copy();
      FaultyStorage storage =
          new FaultyStorage(disk).writingAtOnce(writesAtOnce).strike(points, fault);
      Optional<CommitOutcome> outcome = publish(storage);
      struck = storage.struck();
      requireOldOrNew(disk, outcome);
      requireGoesOn(disk);
    }
    System.out.println(
        "crash points, %s, %d files at once: %d".formatted(fault, writesAtOnce, points - 1));
    assertThat(points).isGreaterThan(100);
  }

  /** One driver's start and a publication; without an outcome if the driver ended before. */
  private Optional<CommitOutcome> publish(FaultyStorage storage) {
    CheckpointStore store = store(storage, 1, warnings);
    try {
      assertThat(store.resume(CONFIGURATION).orElseThrow().round()).isEqualTo(3);
    } catch (BadInputException ended) {
      return Optional.empty();
    }
    return Optional.of(store.commit(checkpoint(4, 2)));
  }

  private void requireOldOrNew(MemoryStorage disk, Optional<CommitOutcome> outcome) {
    Checkpoint latest = store(disk, 1, warnings).latest().orElseThrow();
    requireSame(latest, checkpoint(latest.round(), 2));
    if (outcome.isPresent() && outcome.get() instanceof Committed) {
      assertThat(latest.round()).isEqualTo(4);
    } else if (outcome.isEmpty() || outcome.get() instanceof NotCommitted) {
      assertThat(latest.round()).isEqualTo(3);
    } else {
      assertThat(outcome.get()).isInstanceOf(CommitOutcome.Unknown.class);
      assertThat(latest.round()).isIn(3, 4);
    }
    assertThat(names(disk)).as("the best").contains("round-000002");
  }

  private void requireGoesOn(MemoryStorage disk) {
    CheckpointStore next = store(disk, 1, warnings);
    Checkpoint from = next.resume(CONFIGURATION).orElseThrow();
    requireSame(from, checkpoint(from.round(), 2));
    assertThat(next.commit(checkpoint(4, 2))).isInstanceOf(Committed.class);
    assertThat(names(disk)).isEqualTo(AFTER);
  }

  /** A reader that sleeps before any of its operations while the run lets old checkpoints go. */
  @Test
  void readsAWholeCheckpointWhileTheRunGoesOn() {
    int points = 0;
    for (boolean slept = true; slept; points++) {
      MemoryStorage disk = rounds(1, 2, 3);
      CheckpointStore run = store(disk, 1, warnings);
      FaultyStorage storage =
          new FaultyStorage(disk)
              .interrupt(
                  points,
                  () -> {
                    run.commit(checkpoint(4, 4));
                    run.commit(checkpoint(5, 5));
                  });
      Checkpoint read = store(storage, 1, warnings).latest().orElseThrow();
      requireSame(read, checkpoint(read.round(), read.round() == 3 ? 2 : 5));
      assertThat(read.round()).isIn(3, 5);
      slept = storage.struck();
    }
    assertThat(points).isGreaterThan(20);
    assertThat(warnings).isEmpty();
  }

  private MemoryStorage rounds(int... rounds) {
    MemoryStorage storage = new MemoryStorage();
    CheckpointStore store = store(storage, rounds.length, warnings);
    for (int round : rounds) {
      assertThat(store.commit(checkpoint(round, Math.min(round, 2)))).isInstanceOf(Committed.class);
    }
    return storage;
  }
}
