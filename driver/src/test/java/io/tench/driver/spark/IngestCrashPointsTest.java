package io.tench.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ChannelAccumulator;
import io.tench.datasets.DataSet;
import io.tench.datasets.DataSets;
import io.tench.datasets.LabelMap;
import io.tench.datasets.Sample;
import io.tench.datasets.SampleRange;
import io.tench.datasets.SampleReader;
import io.tench.datasets.ShardWriter;
import io.tench.datasets.storage.FaultyStorage;
import io.tench.datasets.storage.FaultyStorage.Fault;
import io.tench.datasets.storage.MemoryStorage;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A fault at every single operation with which an ingest writes and publishes its shards. */
class IngestCrashPointsTest {
  private static final String OUT = "/data/set";
  private static final LabelMap LABELS = DataSets.labels(2);
  private static final int SHARDS = 2;
  private static final int ROWS = 3;

  @ParameterizedTest
  @EnumSource
  void leavesNothingThatLooksFinishedButWhatIs(Fault fault) throws IOException {
    for (boolean validation : new boolean[] {false, true}) {
      int published = 0;
      int points = 0;
      for (boolean struck = true; struck; points++) {
        MemoryStorage disk = new MemoryStorage();
        FaultyStorage storage = new FaultyStorage(disk).strike(points, fault);
        boolean done = true;
        try {
          ingest(storage, validation);
        } catch (IOException failed) {
          done = false;
        }
        struck = storage.struck();
        boolean whole = disk.exists(OUT + "/train");
        assertThat(whole || !done).as("done at point %d", points).isTrue();
        published += whole ? 1 : 0;
        requireWhole(disk, whole, validation);
        requireNextIngestEnds(disk, whole, validation);
      }
      System.out.println(
          "crash points, %s, validation %s".formatted(fault, validation) + ": " + (points - 1));
      assertThat(points).isGreaterThan(40);
      assertThat(published).isPositive().isLessThan(points);
    }
  }

  private static void requireWhole(Storage disk, boolean whole, boolean validation)
      throws IOException {
    if (whole) {
      assertThat(rows(disk, "/train")).isEqualTo(SHARDS * ROWS);
      if (validation) {
        assertThat(rows(disk, "/val")).isEqualTo(SHARDS * ROWS);
      }
    }
  }

  /** Which cleans up, and says so if the first has published. */
  private static void requireNextIngestEnds(Storage disk, boolean whole, boolean validation)
      throws IOException {
    try {
      ingest(disk, validation);
      assertThat(whole).isFalse();
    } catch (BadInputException refused) {
      assertThat(whole).isTrue();
      assertThat(refused).hasMessageStartingWith(OUT + " holds a data set already");
    }
    requireWhole(disk, true, validation);
    assertThat(disk.list(OUT).stream().map(Storage.Entry::name))
        .containsExactlyElementsOf(validation ? List.of("train", "val") : List.of("train"));
  }

  private static void ingest(Storage storage, boolean validation) throws IOException {
    List<String> splits =
        validation ? List.of(WorkFolder.TRAIN, WorkFolder.VALIDATION) : List.of(WorkFolder.TRAIN);
    WorkFolder.during(
        storage,
        OUT,
        work -> {
          List<WriteShard.Written> written = new ArrayList<>();
          for (int index = 0; index < splits.size() * SHARDS; index++) {
            written.add(write(storage, work, index));
          }
          for (String split : splits) {
            SplitFiles files = new SplitFiles(storage, work, split);
            for (int shard = 0; shard < SHARDS; shard++) {
              files.add(written.remove(0));
            }
            files.finish(LABELS, List.of());
          }
          work.commit(storage, validation);
          return splits;
        });
  }

  private static WriteShard.Written write(Storage storage, WorkFolder work, int index)
      throws IOException {
    String path =
        Storage.child(work.attempt("attempt-" + index), "shard-%d.parquet".formatted(index));
    ChannelAccumulator channels = new ChannelAccumulator(3);
    channels.add(new byte[] {1, 2, 3, 4, 5, 6});
    try (ShardWriter writer = ShardWriter.create(storage, path, LABELS)) {
      for (int row = 0; row < ROWS; row++) {
        writer.write(new Sample(new byte[] {(byte) row}, "image-" + row, row % 2));
      }
      return new WriteShard.Written(writer.finish(), path, channels, false);
    }
  }

  private static int rows(Storage disk, String split) throws IOException {
    DataSet data = DataSet.open(disk, OUT + split);
    int rows = 0;
    try (SampleReader reader =
        SampleReader.open(data, new SampleRange(0, 0, data.rows()), 0, false)) {
      while (reader.next() != null) {
        rows++;
      }
    }
    return rows;
  }
}
