package io.tench.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.storage.FaultyStorage;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardWriterTest {
  private final Storage storage = new HadoopStorage();
  @TempDir Path folder;

  @Test
  void readsBackWhatItWrote() throws Exception {
    List<Sample> samples = samples(500, 3000);
    ShardFile shard = write(storage, samples, 64 << 10);
    assertThat(shard.file()).isEqualTo("a shard.parquet");
    assertThat(shard.rows()).isEqualTo(500);
    assertThat(shard.rowGroups().size()).isBetween(8, 20);
    byte[] content = Files.readAllBytes(folder.resolve(shard.file()));
    assertThat(shard.bytes()).isEqualTo(content.length);
    assertThat(shard.sha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content)));
    try (ShardReader reader = ShardReader.open(storage, file())) {
      assertThat(reader.rowGroups()).isEqualTo(shard.rowGroups());
      assertThat(reader.labels()).contains(DataSets.labels(10));
      int row = 0;
      for (int group = 0; group < shard.rowGroups().size(); group++) {
        for (Sample sample : reader.read(group)) {
          assertSame(sample, samples.get(row++));
        }
      }
      assertThat(row).isEqualTo(500);
    }
  }

  @Test
  void readsRowsOfARowGroupInTheOrderAsked() throws IOException {
    List<Sample> samples = samples(100, 1000);
    ShardFile shard = write(storage, samples, 20_000);
    int first = shard.rowGroups().get(0);
    try (ShardReader reader = ShardReader.open(storage, file())) {
      List<Sample> read = reader.read(1, new int[] {5, 0, 3});
      assertSame(read.get(0), samples.get(first + 5));
      assertSame(read.get(1), samples.get(first));
      assertSame(read.get(2), samples.get(first + 3));
      assertThat(reader.read(0, new int[0])).isEmpty();
    }
  }

  @Test
  void spendsLittleOnAnythingButImages() throws IOException {
    List<Sample> samples = samples(1000, 3000);
    long images = samples.stream().mapToLong(sample -> sample.image().length).sum();
    assertThat(write(storage, samples, 256 << 10).bytes()).isLessThan(images * 103 / 100);
  }

  @Test
  void leavesNothingWhenItIsNotFinished() throws IOException {
    try (ShardWriter writer = ShardWriter.create(storage, file(), DataSets.labels(10))) {
      writer.write(samples(1, 10).get(0));
    }
    assertThat(names()).isEmpty();
  }

  @Test
  void neverShowsAnUnfinishedShardUnderItsName() throws IOException {
    List<Sample> samples = samples(50, 500);
    FaultyStorage counted = new FaultyStorage(storage);
    write(counted, samples, 4000);
    assertThat(counted.changes()).isEqualTo(3);
    for (int changes = 0; changes < counted.changes(); changes++) {
      storage.delete(file());
      FaultyStorage dying = new FaultyStorage(storage).dieAfter(changes);
      assertThatThrownBy(() -> write(dying, samples, 4000)).hasMessage("the storage died");
      assertThat(names()).doesNotContain("a shard.parquet");
    }
  }

  @Test
  void refusesToReplaceAShard() throws IOException {
    write(storage, samples(5, 100), 4000);
    assertThatThrownBy(() -> write(storage, samples(3, 100), 4000))
        .isInstanceOf(FileAlreadyExistsException.class);
    assertThat(names()).containsExactly("a shard.parquet");
  }

  @Test
  void refusesALabelThatIsNotOfTheDataSet() throws IOException {
    try (ShardWriter writer = ShardWriter.create(storage, file(), DataSets.labels(2))) {
      assertThatThrownBy(() -> writer.write(new Sample(new byte[1], "x.jpg", 2)))
          .hasMessage("label of x.jpg must be in 0..1, was 2");
    }
  }

  @Test
  void saysThatAFileIsNoShard() throws IOException {
    for (String content : List.of("", "PAR1", "this is not a Parquet file, but long enough")) {
      Files.writeString(folder.resolve("a shard.parquet"), content);
      assertThatThrownBy(() -> ShardReader.open(storage, file()))
          .isInstanceOf(BadInputException.class)
          .hasMessageStartingWith(file() + " is not a complete Parquet file (")
          .hasMessageEndingWith("): copy or ingest it again.");
    }
  }

  @Test
  void noticesADamagedImage() throws IOException {
    write(storage, samples(50, 500), 4000);
    Path path = folder.resolve("a shard.parquet");
    byte[] content = Files.readAllBytes(path);
    content[2000] ^= 1;
    Files.write(path, content);
    try (ShardReader reader = ShardReader.open(storage, file())) {
      assertThatThrownBy(() -> reader.read(0))
          .isInstanceOf(BadInputException.class)
          .hasMessageStartingWith(file() + " is damaged in row group 0 (");
    }
  }

  private ShardFile write(Storage target, List<Sample> samples, int rowGroupBytes)
      throws IOException {
    try (ShardWriter writer =
        ShardWriter.create(target, file(), DataSets.labels(10), rowGroupBytes)) {
      for (Sample sample : samples) {
        writer.write(sample);
      }
      return writer.finish();
    }
  }

  private static void assertSame(Sample read, Sample written) {
    assertThat(read.image()).isEqualTo(written.image());
    assertThat(read.path()).isEqualTo(written.path());
    assertThat(read.label()).isEqualTo(written.label());
  }

  private static List<Sample> samples(int count, int largest) {
    Random random = new Random(count);
    List<Sample> samples = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      byte[] image = new byte[1 + random.nextInt(largest)];
      random.nextBytes(image);
      samples.add(new Sample(image, "b\u00e4r/" + index + ".jpg", index % 10));
    }
    return samples;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private String file() {
    return folder + "/a shard.parquet";
  }
}
