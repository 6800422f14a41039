package io.tench.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.image.BatchStream;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.FaultyStorage;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shards that are damaged after they were written, and samples that never were right. */
class BadSamplesTest {
  private static final int ROWS = 24;
  private static final int BATCH = 5;
  private static final ImageShape SHAPE = new ImageShape(3, 16, 16);

  private final Storage storage = new HadoopStorage();
  @TempDir Path folder;

  @Test
  void stopsAtAShardWhoseBytesWereAltered() throws IOException {
    write(scenes());
    alter(shard(1));
    assertThatThrownBy(() -> read(OnBadSample.STOP))
        .isInstanceOf(BadInputException.class)
        .hasMessageMatching(
            ".*shard-00001.parquet was altered \\(SHA-256 [0-9a-f]{64} where its manifest says [0-9a-f]{64}\\): copy it again, or ingest the data set again.");
  }

  @Test
  void stopsAtAShardOfAnotherDataSetWithAsManyBytes() throws IOException {
    write(scenes());
    byte[] first = Files.readAllBytes(shard(0));
    byte[] second = Files.readAllBytes(shard(1));
    byte[] padded = second.clone();
    System.arraycopy(first, 0, padded, 0, Math.min(first.length, second.length));
    Files.write(shard(1), padded);
    assertThatThrownBy(() -> read(OnBadSample.STOP)).hasMessageContaining("was altered");
  }

  @Test
  void leavesOutTheSamplesOfAnAlteredShard() throws IOException {
    write(scenes());
    alter(shard(1));
    requireHalf(read(OnBadSample.SKIP), "shard-00001.parquet was altered");
  }

  @Test
  void leavesOutTheSamplesOfAMissingShard() throws IOException {
    write(scenes());
    Files.delete(shard(1));
    requireHalf(read(OnBadSample.SKIP), "shard-00001.parquet of the data set is missing");
  }

  @Test
  void leavesOutTheSamplesOfATruncatedShard() throws IOException {
    write(scenes());
    byte[] whole = Files.readAllBytes(shard(1));
    Files.write(shard(1), java.util.Arrays.copyOf(whole, whole.length / 2));
    requireHalf(read(OnBadSample.SKIP), "bytes where its manifest says");
  }

  @Test
  void leavesOutAnImageThatCannotBeDecodedAndALabelThatIsNone() throws IOException {
    List<Sample> samples = scenes();
    samples.set(3, new Sample(new byte[] {1, 2, 3}, "broken.jpg", 0));
    samples.set(17, new Sample(samples.get(17).image(), "elsewhere.jpg", ROWS));
    ShardManifest wider =
        DataSets.write(storage, folder.toString(), DataSets.labels(ROWS + 1), samples, 2, 4000)
            .manifest();
    ShardManifests.write(
        storage,
        folder.toString(),
        new ShardManifest(
            wider.version(), DataSets.labels(ROWS), wider.channels(), wider.shards()));

    assertThatThrownBy(() -> read(OnBadSample.STOP)).isInstanceOf(BadInputException.class);
    Read read = read(OnBadSample.SKIP);
    assertThat(read.labels()).hasSize(ROWS - 2).doesNotContain(3, 17);
    assertThat(read.skipped().count()).isEqualTo(2);
    assertThat(read.skipped().reasons())
        .anySatisfy(reason -> assertThat(reason).contains("broken.jpg"))
        .anySatisfy(reason -> assertThat(reason).contains("has label " + ROWS));
  }

  @Test
  void augmentsTheOthersAsIfNothingWereLeftOut() throws IOException {
    write(scenes());
    Read whole = read(OnBadSample.SKIP);
    Files.delete(shard(1));
    Read half = read(OnBadSample.SKIP);
    for (int index = 0; index < half.labels().size(); index++) {
      int same = whole.labels().indexOf(half.labels().get(index));
      assertThat(half.images().get(index)).isEqualTo(whole.images().get(same));
    }
  }

  @Test
  void givesEmptyBatchesWhereNothingCanBeRead() throws IOException {
    write(scenes());
    Files.delete(shard(0));
    Files.delete(shard(1));
    Read read = read(OnBadSample.SKIP);
    assertThat(read.labels()).isEmpty();
    assertThat(read.batches()).isEqualTo((ROWS + BATCH - 1) / BATCH);
    assertThat(read.skipped().count()).isEqualTo(ROWS);
  }

  @Test
  void holdsEachVersionOfAShardAgainstItsManifestOnce() throws IOException {
    write(scenes());
    FaultyStorage counting = new FaultyStorage(storage);
    DataSet data = DataSet.open(counting, folder.toString());
    read(data);
    int before = counting.operations();
    read(data);
    int again = counting.operations() - before;
    read(data);
    assertThat(counting.operations() - before).isEqualTo(2 * again);
    assertThat(before).isGreaterThan(again + 2);

    alter(shard(0));
    assertThatThrownBy(() -> read(data)).hasMessageContaining("was altered");
  }

  @Test
  void knowsADataSetByWhatItHolds() throws IOException {
    String fingerprint = write(scenes()).fingerprint();
    assertThat(fingerprint).matches("[0-9a-f]{64}");
    DataSet copy =
        DataSets.write(storage, folder + "/copy", DataSets.labels(ROWS), scenes(), 2, 4000);
    assertThat(copy.fingerprint()).isEqualTo(fingerprint);
    List<Sample> others = scenes();
    others.set(0, others.get(1));
    DataSet other =
        DataSets.write(storage, folder + "/other", DataSets.labels(ROWS), others, 2, 4000);
    assertThat(other.fingerprint()).isNotEqualTo(fingerprint);
  }

  private record Read(List<Integer> labels, List<float[]> images, int batches, Skipped skipped) {}

  private void requireHalf(Read read, String reason) {
    assertThat(read.labels()).hasSize(ROWS / 2).allMatch(label -> label < ROWS / 2);
    assertThat(read.skipped().count()).isEqualTo(ROWS / 2);
    assertThat(read.skipped().reasons()).singleElement().asString().contains(reason);
  }

  private Read read(OnBadSample onBadSample) throws IOException {
    return read(DataSet.open(storage, folder.toString(), onBadSample));
  }

  private static Read read(DataSet data) throws IOException {
    BatchSettings settings =
        new BatchSettings(
            BATCH,
            new Preprocessing(SHAPE, 16, ChannelStatistics.IMAGENET),
            new Augmentation(new Augmentation.Crop.RandomResized(0.2), true),
            Batch.Layout.CHANNELS_FIRST,
            2);
    List<Integer> labels = new ArrayList<>();
    List<float[]> images = new ArrayList<>();
    int batches = 0;
    try (BatchStream stream =
        BatchStream.open(data, new SampleRange(0, 0, ROWS), settings, 7, true)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        batches++;
        for (int index = 0; index < batch.size(); index++) {
          labels.add(batch.labels()[index]);
          float[] image = new float[SHAPE.values()];
          batch.images().get(index * image.length, image);
          images.add(image);
        }
      }
      return new Read(labels, images, batches, stream.skipped());
    }
  }

  private static void alter(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    content[content.length / 3] ^= 1;
    Files.write(file, content);
  }

  private Path shard(int index) {
    return folder.resolve("shard-%05d.parquet".formatted(index));
  }

  private DataSet write(List<Sample> samples) throws IOException {
    return DataSets.write(storage, folder.toString(), DataSets.labels(ROWS), samples, 2, 4000);
  }

  private static List<Sample> scenes() {
    List<Sample> samples = new ArrayList<>();
    for (int index = 0; index < ROWS; index++) {
      samples.add(new Sample(Images.jpeg(Images.scene(40, 30, index)), index + ".jpg", index));
    }
    return samples;
  }
}
