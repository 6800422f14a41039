package io.tench.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.Augmentation;
import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.datasets.ChannelStatistics;
import io.tench.datasets.DataSet;
import io.tench.datasets.DataSets;
import io.tench.datasets.ImageShape;
import io.tench.datasets.Preprocessing;
import io.tench.datasets.Sample;
import io.tench.datasets.SampleRange;
import io.tench.datasets.storage.FaultyStorage;
import io.tench.datasets.storage.HadoopStorage;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BatchStreamTest {
  private static final ImageShape SHAPE = new ImageShape(3, 12, 16);
  private static final int ROWS = 50;

  private final FaultyStorage storage = new FaultyStorage(new HadoopStorage());
  @TempDir Path folder;

  @AfterEach
  void leavesNoThreadBehind() {
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.getName().startsWith("tench-"));
  }

  @Test
  void givesEverySampleOnceAndTheLastBatchIncomplete() throws IOException {
    DataSet data = write(scenes());
    for (boolean shuffled : new boolean[] {false, true}) {
      List<Integer> labels = new ArrayList<>();
      List<Integer> sizes = new ArrayList<>();
      try (BatchStream stream = open(data, new SampleRange(0, 0, ROWS), 8, shuffled)) {
        for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
          sizes.add(batch.size());
          Arrays.stream(batch.labels(), 0, batch.size()).forEach(labels::add);
        }
        assertThat(stream.next()).isNull();
      }
      assertThat(sizes).containsExactly(8, 8, 8, 8, 8, 8, 2);
      assertThat(labels)
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, ROWS).boxed().toList());
      if (!shuffled) {
        assertThat(labels).isSorted();
      }
    }
  }

  @Test
  void givesTheSameValuesHoweverTheRangeIsDivided() throws IOException {
    DataSet data = write(scenes());
    SampleRange epoch = new SampleRange(3, 0, ROWS);
    List<float[]> whole = values(data, epoch, 8);
    List<float[]> joined = new ArrayList<>();
    for (int part = 0; part < 3; part++) {
      joined.addAll(values(data, epoch.part(part, 3), 5));
    }
    assertThat(joined).hasSameSizeAs(whole);
    for (int index = 0; index < whole.size(); index++) {
      assertThat(joined.get(index)).isEqualTo(whole.get(index));
    }
    assertThat(values(data, new SampleRange(4, 0, ROWS), 8).get(0)).isNotEqualTo(whole.get(0));
  }

  @Test
  void usesTheBuffersOfEarlierStreamsAgain() throws IOException {
    DataSet data = write(scenes());
    Set<Batch> first = batches(data);
    assertThat(first).hasSize(4);
    assertThat(batches(data)).isEqualTo(first);
  }

  private static Set<Batch> batches(DataSet data) throws IOException {
    Set<Batch> batches = Collections.newSetFromMap(new IdentityHashMap<>());
    try (BatchStream stream = open(data, new SampleRange(0, 0, ROWS), 3, true)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        batches.add(batch);
      }
    }
    return batches;
  }

  @Test
  void isEmptyForAnEmptyRange() throws IOException {
    try (BatchStream stream = open(write(scenes()), new SampleRange(0, 7, 7), 4, true)) {
      assertThat(stream.next()).isNull();
    }
  }

  @Test
  void leavesTheCurrentBatchAloneWhileItDecodesAhead() throws IOException {
    DataSet data = write(scenes());
    SampleRange epoch = new SampleRange(0, 0, ROWS);
    List<float[]> expected = values(data, epoch, 8);
    try (BatchStream stream = open(data, epoch, 8, true)) {
      Batch first = stream.next();
      Batch second = stream.next();
      assertThat(second).isNotSameAs(first);
      // Enough other batches come and go for any mistaken reuse of the second to show.
      for (int place = 16; place < ROWS; place += 8) {
        assertThat(values(stream.next(), 0)).isEqualTo(expected.get(place));
      }
    }
  }

  @Test
  void namesTheImageAndTheShardOfABrokenImage() throws IOException {
    List<Sample> samples = scenes();
    byte[] image = samples.get(20).image();
    samples.set(20, new Sample(Arrays.copyOf(image, image.length / 2), "n02/broken.JPEG", 20));
    try (BatchStream stream = open(write(samples), new SampleRange(0, 0, ROWS), 8, false)) {
      assertThat(stream.next().size()).isEqualTo(8);
      assertThat(stream.next().size()).isEqualTo(8);
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatThrownBy(stream::next)
            .isInstanceOf(BadInputException.class)
            .hasMessageMatching(
                "The image n02/broken.JPEG, row \\d+ of row group \\d+ in .*/shard-0000\\d.parquet, is truncated: leave it out and ingest the data set again.");
      }
    }
  }

  @Test
  void passesOnWhatTheStorageThrows() throws IOException {
    DataSet data = write(scenes());
    storage.failReads(1);
    try (BatchStream stream = open(data, new SampleRange(0, 0, ROWS), 8, false)) {
      assertThatThrownBy(stream::next)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("asked");
    }
  }

  @Test
  void closesAtAnyTime() throws IOException {
    DataSet data = write(scenes());
    for (int taken = 0; taken < 8; taken++) {
      try (BatchStream stream = open(data, new SampleRange(0, 0, ROWS), 8, true)) {
        for (int count = 0; count < taken; count++) {
          stream.next();
        }
      }
    }
  }

  @Test
  void stopsWaitingWhenInterrupted() throws IOException {
    try (BatchStream stream = open(write(scenes()), new SampleRange(0, 0, ROWS), 8, true)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(stream::next).isInstanceOf(InterruptedIOException.class);
      assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void measuresTheTimeSpentWaiting() throws IOException {
    try (BatchStream stream = open(write(scenes()), new SampleRange(0, 0, ROWS), 50, true)) {
      assertThat(stream.waited()).isEqualTo(Duration.ZERO);
      stream.next();
      assertThat(stream.waited()).isPositive();
    }
  }

  private static BatchStream open(DataSet data, SampleRange range, int size, boolean shuffled) {
    return BatchStream.open(
        data,
        range,
        new BatchSettings(
            size,
            new Preprocessing(SHAPE, 16, ChannelStatistics.IMAGENET),
            new Augmentation(new Augmentation.Crop.RandomResized(0.2), true),
            Batch.Layout.CHANNELS_FIRST,
            2),
        7,
        shuffled);
  }

  private static List<float[]> values(DataSet data, SampleRange range, int size)
      throws IOException {
    List<float[]> values = new ArrayList<>();
    try (BatchStream stream = open(data, range, size, true)) {
      for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
        for (int index = 0; index < batch.size(); index++) {
          values.add(values(batch, index));
        }
      }
    }
    return values;
  }

  private static float[] values(Batch batch, int index) {
    float[] values = new float[batch.shape().values()];
    batch.images().get(index * values.length, values);
    return values;
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
