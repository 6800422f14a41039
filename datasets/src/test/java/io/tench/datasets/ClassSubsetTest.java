package io.tench.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.storage.ForwardingStorage;
import io.tench.datasets.storage.MemoryStorage;
import io.tench.datasets.storage.SeekableStream;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClassSubsetTest {
  private final MemoryStorage storage = new MemoryStorage();
  private DataSet whole;

  /** Of class 0, 1 and 2 there are 5, 10 and 20. */
  @BeforeEach
  void write() throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int index = 0; index < 35; index++) {
      int label = index % 7 == 0 ? 0 : index % 7 < 3 ? 1 : 2;
      samples.add(new Sample(new byte[] {(byte) index}, "image-" + index, label));
    }
    whole = DataSets.write(storage, "whole", DataSets.labels(3), samples, 3, 100);
  }

  private DataSet written(int images, long seed, String folder) throws IOException {
    ClassSubset.write(whole, List.of(new ClassSubset(images, seed, folder)));
    return DataSet.open(storage, folder);
  }

  private static List<String> paths(DataSet data) throws IOException {
    List<String> paths = new ArrayList<>();
    try (SampleReader reader =
        SampleReader.open(data, new SampleRange(0, 0, data.rows()), 0, false)) {
      while (reader.hasNext()) {
        Sample sample = reader.next();
        paths.add(sample.label() + " " + sample.path());
        assertThat("image-" + sample.image()[0]).isEqualTo(sample.path());
      }
    }
    return paths;
  }

  @Test
  void hasAsManyImagesOfEachClassBySeedAndEachSmallerOneInTheLarger() throws IOException {
    DataSet two = written(2, 1, "two");
    DataSet five = written(5, 1, "five");
    DataSet again = written(5, 1, "again");
    DataSet other = written(5, 2, "other");

    assertThat(five.manifest().labels()).isEqualTo(whole.manifest().labels());
    assertThat(five.manifest().channels()).isEqualTo(whole.manifest().channels());
    assertThat(five.fingerprint()).isEqualTo(again.fingerprint());
    for (int label = 0; label < 3; label++) {
      String ofLabel = label + " ";
      assertThat(paths(two)).filteredOn(path -> path.startsWith(ofLabel)).hasSize(2);
      assertThat(paths(five)).filteredOn(path -> path.startsWith(ofLabel)).hasSize(5);
    }
    assertThat(paths(five)).doesNotHaveDuplicates().containsAll(paths(two));
    assertThat(paths(whole)).containsSubsequence(paths(five));
    assertThat(paths(other)).isNotEqualTo(paths(five));
  }

  @Test
  void areDrawnTogetherInOnePassAsEachAlone() throws IOException {
    List<ClassSubset> subsets = new ArrayList<>();
    for (int images : new int[] {3, 1, 5}) {
      for (long seed : new long[] {1, 2}) {
        subsets.add(new ClassSubset(images, seed, "both/%d-%d".formatted(images, seed)));
      }
    }
    ReadsCounted counted = new ReadsCounted(storage);
    ClassSubset.write(DataSet.open(counted, "whole"), subsets);

    assertThat(counted.reads).isNotEmpty().doesNotHaveDuplicates();
    for (ClassSubset subset : subsets) {
      DataSet together = DataSet.open(storage, subset.folder());
      DataSet alone = written(subset.imagesPerClass(), subset.seed(), "alone" + subset.folder());
      assertThat(together.fingerprint()).isEqualTo(alone.fingerprint());
      assertThat(paths(together)).isEqualTo(lowest(subset));
    }
  }

  /** The definition, from the list of all samples. */
  private List<String> lowest(ClassSubset subset) throws IOException {
    List<String> all = paths(whole);
    List<Integer> rows = new ArrayList<>();
    for (int label = 0; label < 3; label++) {
      String ofLabel = label + " ";
      IntStream.range(0, all.size())
          .boxed()
          .filter(row -> all.get(row).startsWith(ofLabel))
          .sorted(Comparator.comparingLong(row -> Seed.of(subset.seed(), row)))
          .limit(subset.imagesPerClass())
          .forEach(rows::add);
    }
    return rows.stream().sorted().map(all::get).toList();
  }

  /** Lists the shards that are opened. */
  private static final class ReadsCounted extends ForwardingStorage {
    private static final long serialVersionUID = 1L;

    private final List<String> reads = new ArrayList<>();

    ReadsCounted(Storage storage) {
      super(storage);
    }

    @Override
    public SeekableStream read(String file) throws IOException {
      if (file.startsWith("whole") && file.endsWith(".parquet")) {
        reads.add(file);
      }
      return super.read(file);
    }
  }

  @Test
  void isTakenAsItIsOnceItIsThereAndWrittenAgainWhereItIsHalf() throws IOException {
    written(2, 1, "two");
    MemoryStorage before = storage.copy();
    written(2, 1, "two");
    storage.delete("two/" + ShardManifest.FILE);
    DataSet again = written(2, 1, "two");

    assertThat(storage.content("two/shard-00000.parquet"))
        .isEqualTo(before.content("two/shard-00000.parquet"));
    assertThat(again.rows()).isEqualTo(6);
  }

  @Test
  void saysWhichClassHasTooFewImages() {
    assertThatThrownBy(() -> written(6, 1, "six"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "The class class-0 of whole has 5 images and 6 are asked for: ask for fewer images of"
                + " each class.");
  }
}
