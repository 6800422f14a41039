package io.tench.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSetTest {
  private final Storage storage = new HadoopStorage();
  @TempDir Path folder;

  @Test
  void readsEverySampleOnceFromAnyPartition() throws IOException {
    DataSet data = write();
    for (boolean shuffled : new boolean[] {false, true}) {
      List<String> whole = paths(data, new SampleRange(4, 0, 103), shuffled);
      assertThat(whole).hasSize(103).doesNotHaveDuplicates();
      List<String> joined = new ArrayList<>();
      for (int part = 0; part < 7; part++) {
        joined.addAll(paths(data, new SampleRange(4, 0, 103).part(part, 7), shuffled));
      }
      assertThat(joined).isEqualTo(whole);
    }
    assertThat(paths(data, new SampleRange(0, 0, 103), false))
        .isEqualTo(IntStream.range(0, 103).mapToObj(index -> index + ".jpg").toList());
  }

  @Test
  void namesThePlaceOfASample() throws IOException {
    DataSet data = write();
    try (SampleReader reader = SampleReader.open(data, new SampleRange(0, 36, 40), 0, false)) {
      assertThat(reader.next().path()).isEqualTo("36.jpg");
      assertThat(reader.place(36)).matches("row \\d+ of row group \\d+ in .*/shard-00001.parquet");
    }
  }

  @Test
  void refusesAFolderThatIsNotThere() {
    refuses(
        folder + "/no",
        "There is no data set at %s/no: check the path, or make one with tench ingest."
            .formatted(folder));
  }

  @Test
  void refusesAFolderWithoutData() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "x");
    refuses(
        folder.toString(),
        folder
            + " has neither _manifest.json nor Parquet files: make a data set with tench ingest.");
  }

  @Test
  void refusesAnEmptyDataSet() throws IOException {
    DataSets.write(storage, folder + "/full", DataSets.labels(2), samples(1), 1, 100);
    assertThatThrownBy(
            () -> DataSets.write(storage, folder + "/empty", DataSets.labels(2), List.of(), 1, 100))
        .isInstanceOf(BadInputException.class)
        .hasMessage("The data set at %s/empty is empty: ingest a source that has images.", folder);
  }

  @Test
  void refusesAMissingShard() throws IOException {
    write();
    Files.delete(folder.resolve("shard-00001.parquet"));
    refuses(
        folder.toString(),
        folder
            + "/shard-00001.parquet of the data set is missing: copy it again, or ingest the data set again.");
  }

  @Test
  void refusesAShardOfAnotherLength() throws IOException {
    DataSet data = write();
    Path file = folder.resolve("shard-00001.parquet");
    Files.writeString(file, "PAR1");
    refuses(
        folder.toString(),
        "%s has 4 bytes where its manifest says %d: copy it again, or ingest the data set again."
            .formatted(file, data.manifest().shards().get(1).bytes()));
  }

  @Test
  void refusesABrokenManifest() throws IOException {
    write();
    Files.writeString(folder.resolve(ShardManifest.FILE), "{");
    assertThatThrownBy(() -> DataSet.open(storage, folder.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(folder + "/_manifest.json is not a manifest (");
  }

  @Test
  void refusesAStorageThatDoesNotAnswer() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    assertThatThrownBy(() -> DataSet.open(storage, "hdfs://127.0.0.1:" + port + "/x"))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("does not answer");
  }

  @Test
  void readsParquetFilesThatHaveNoManifest() throws IOException {
    write();
    Files.delete(folder.resolve(ShardManifest.FILE));
    Files.move(
        folder.resolve("shard-00000.parquet"), folder.resolve("train-00000-of-00003.parquet"));
    Files.move(
        folder.resolve("shard-00001.parquet"), folder.resolve("train-00001-of-00003-ab12.parquet"));
    Files.move(
        folder.resolve("shard-00002.parquet"), folder.resolve("validation-00002-of-00003.parquet"));
    refuses(
        folder.toString(),
        "%s holds the splits train, validation: name one of them, as in %s/train-*.parquet."
            .formatted(folder, folder));
    DataSet train = DataSet.open(storage, folder + "/train-*.parquet");
    assertThat(train.rows()).isEqualTo(68);
    assertThat(train.manifest().labels()).isEqualTo(DataSets.labels(2));
    assertThat(train.manifest().channels()).isEqualTo(ChannelStatistics.IMAGENET);
    assertThat(paths(train, new SampleRange(0, 67, 68), false)).containsExactly("67.jpg");
    DataSet validation = DataSet.open(storage, folder + "/validation-00002-of-00003.parquet");
    assertThat(paths(validation, new SampleRange(0, 0, 1), false)).containsExactly("68.jpg");
  }

  private void refuses(String location, String sentence) {
    assertThatThrownBy(() -> DataSet.open(storage, location))
        .isInstanceOf(BadInputException.class)
        .hasMessage(sentence);
  }

  private DataSet write() throws IOException {
    return DataSets.write(storage, folder.toString(), DataSets.labels(2), samples(103), 3, 400);
  }

  private static List<Sample> samples(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            index ->
                new Sample(
                    ("image " + index).getBytes(StandardCharsets.UTF_8), index + ".jpg", index % 2))
        .toList();
  }

  private static List<String> paths(DataSet data, SampleRange range, boolean shuffled)
      throws IOException {
    List<String> paths = new ArrayList<>();
    try (SampleReader reader = SampleReader.open(data, range, 5, shuffled)) {
      for (Sample sample = reader.next(); sample != null; sample = reader.next()) {
        paths.add(sample.path());
      }
    }
    return paths;
  }
}
