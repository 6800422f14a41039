package io.tench.driver.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.storage.FaultyStorage;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.MemoryStorage;
import io.tench.datasets.storage.Storage;
import io.tench.driver.Networks;
import io.tench.driver.checkpoint.CommitOutcome.Committed;
import io.tench.driver.checkpoint.CommitOutcome.NotCommitted;
import io.tench.models.Checkpoint;
import io.tench.models.Checkpoint.Best;
import io.tench.models.Checkpoint.TrainingReport;
import io.tench.models.NetworkDescription;
import io.tench.models.TrainingPosition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  private static final NetworkDescription LENET = Networks.network("lenet", 28);

  @TempDir Path folder;
  private final List<String> warnings = new ArrayList<>();

  @Test
  void refusesARunInAnObjectStore() {
    CheckpointStore store =
        new CheckpointStore(new MemoryStorage(), "s3a://bucket/runs/a", 3, sentence -> {});
    assertThatThrownBy(() -> store.resume("seed: 7"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "s3a://bucket/runs/a lies in an object store, which cannot rename a folder in one step: set run to a folder on HDFS or on a disk; the data may stay where it is.");
  }

  @Test
  void findsNothingInARunThatHasNotBegun() {
    CheckpointStore store = store(new HadoopStorage(), 3);

    assertThat(store.resume("seed: 7")).isEmpty();
    assertThat(store.list()).isEmpty();
    assertThat(warnings).isEmpty();
  }

  @Test
  void findsTheHighestRound() {
    CheckpointStore store = store(new HadoopStorage(), 3);
    for (int round : new int[] {2, 4, 10}) {
      assertThat(store.commit(checkpoint(round, 2)))
          .isEqualTo(new Committed(folder.resolve("run") + "/round-%06d".formatted(round)));
    }
    Checkpoint latest = store.resume("seed: 7").orElseThrow();

    assertThat(latest.round()).isEqualTo(10);
    assertThat(latest.parameters()).isEqualTo(checkpoint(10, 2).parameters());
    assertThat(store.list()).extracting(PublishedCheckpoint::round).containsExactly(10, 4, 2);
    assertThat(store.list()).allMatch(found -> found.content().isPresent());
  }

  @Test
  void skipsABrokenCheckpointAndSaysWhatIsWrong() throws IOException {
    CheckpointStore store = store(new HadoopStorage(), 3);
    store.commit(checkpoint(1, 1));
    store.commit(checkpoint(2, 1));
    flipABit(folder.resolve("run/round-000002/parameters.f32"));

    assertThat(store.latest().orElseThrow().round()).isEqualTo(1);
    assertThat(warnings)
        .singleElement()
        .asString()
        .contains("round-000002/parameters")
        .contains("damaged");
    assertThat(store.list().get(0).problem().orElseThrow()).contains("damaged");
  }

  @Test
  void publishesOverABrokenCheckpointOfTheSameRound() throws IOException {
    CheckpointStore store = store(new HadoopStorage(), 3);
    store.commit(checkpoint(1, 1));
    flipABit(folder.resolve("run/round-000001/parameters.f32"));

    assertThat(store.commit(checkpoint(1, 1))).isInstanceOf(Committed.class);
    assertThat(store.latest().orElseThrow().round()).isEqualTo(1);
    assertThat(names()).containsExactly("round-000001");
  }

  @Test
  void keepsTheNewestAndTheBest() {
    CheckpointStore store = store(new HadoopStorage(), 2);
    for (int round = 1; round <= 6; round++) {
      store.commit(checkpoint(round, Math.min(round, 2)));
    }
    assertThat(names()).containsExactly("round-000002", "round-000005", "round-000006");
  }

  @Test
  void removesWhatAKilledRunLeftHalfWritten() throws IOException {
    Files.createDirectories(folder.resolve("run/_temporary-1234/sub"));
    Files.writeString(folder.resolve("run/_temporary-1234/parameters.f32"), "half");

    store(new HadoopStorage(), 3).resume("seed: 7");
    assertThat(names()).isEmpty();
  }

  @Test
  void keepsOlderOnesIfTheNewestCannotBeReadBack() throws IOException {
    store(new HadoopStorage(), 1).commit(checkpoint(1, 1));
    Storage flipping = new FlippingStorage(new HadoopStorage(), "parameters.f32");

    assertThat(store(flipping, 1).commit(checkpoint(2, 2))).isInstanceOf(Committed.class);
    assertThat(names()).containsExactly("round-000001", "round-000002");
    assertThat(warnings).singleElement().asString().contains("stay").contains("is damaged");
  }

  @Test
  void refusesAnotherRunsFolder() {
    CheckpointStore store = store(new HadoopStorage(), 3);
    store.commit(checkpoint(1, 1));

    assertThatThrownBy(() -> store.resume("seed: 8"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("seed is 7 there and 8 here");
  }

  @Test
  void saysThatARenameFailedAndLeavesNothing() {
    CommitOutcome outcome =
        store(new FaultyStorage(new HadoopStorage()).failRenames(1), 3).commit(checkpoint(1, 1));

    assertThat(outcome).isInstanceOf(NotCommitted.class);
    assertThat(names()).isEmpty();
  }

  /** Wherever the storage dies, what was published stays, and the next attempt succeeds. */
  @Test
  void showsTheOldCheckpointOrTheNewWhereverItIsKilled() {
    store(new HadoopStorage(), 1).commit(checkpoint(1, 2));
    for (int changes = 0; ; changes++) {
      FaultyStorage dying = new FaultyStorage(new HadoopStorage()).dieAfter(changes);
      store(dying, 1).commit(checkpoint(2, 2));

      CheckpointStore next = store(new HadoopStorage(), 1);
      Checkpoint latest = next.resume("seed: 7").orElseThrow();
      assertThat(latest.round()).as("after %d changes", changes).isBetween(1, 2);
      assertThat(latest.parameters()).isEqualTo(checkpoint(latest.round(), 2).parameters());
      assertThat(names()).noneMatch(name -> name.startsWith("_temporary"));
      if (!dying.dead()) {
        assertThat(names()).containsExactly("round-000002");
        assertThat(changes).isGreaterThan(10);
        return;
      }
    }
  }

  private CheckpointStore store(Storage storage, int keepLast) {
    return new CheckpointStore(storage, folder.resolve("run").toString(), keepLast, warnings::add);
  }

  private static Checkpoint checkpoint(int round, int best) {
    Checkpoint initial = Networks.initial(LENET, "seed: 7\n");
    return new Checkpoint(
        LENET,
        new TrainingPosition(round, 0, round * 8L, round),
        Networks.vector(initial.parameters().length, round),
        initial.inner(),
        initial.outer(),
        new TrainingReport(
            7, "seed: 7\n", 1, 0.5, Optional.empty(), Optional.of(new Best(best, 0.9)), "test"));
  }

  private static void flipABit(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  /** All that lies in the run's folder, besides the note of whose it is. */
  private List<String> names() {
    try (Stream<Path> entries = Files.list(folder.resolve("run"))) {
      return entries
          .map(entry -> entry.getFileName().toString())
          .filter(name -> !name.equals("_owner"))
          .sorted()
          .toList();
    } catch (IOException none) {
      return List.of();
    }
  }
}
