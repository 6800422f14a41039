package io.tench.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.storage.MemoryStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
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
    DataSet two = ClassSubset.write(whole, 2, 1, "two");
    DataSet five = ClassSubset.write(whole, 5, 1, "five");
    DataSet again = ClassSubset.write(whole, 5, 1, "again");
    DataSet other = ClassSubset.write(whole, 5, 2, "other");

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
  void isTakenAsItIsOnceItIsThereAndWrittenAgainWhereItIsHalf() throws IOException {
    ClassSubset.write(whole, 2, 1, "two");
    MemoryStorage before = storage.copy();
    ClassSubset.write(whole, 2, 1, "two");
    storage.delete("two/" + ShardManifest.FILE);
    DataSet again = ClassSubset.write(whole, 2, 1, "two");

    assertThat(storage.content("two/shard-00000.parquet"))
        .isEqualTo(before.content("two/shard-00000.parquet"));
    assertThat(again.rows()).isEqualTo(6);
  }

  @Test
  void saysWhichClassHasTooFewImages() {
    assertThatThrownBy(() -> ClassSubset.write(whole, 6, 1, "six"))
        .isInstanceOf(BadInputException.class)
        .hasMessage(
            "The class class-0 of whole has 5 images and 6 are asked for: ask for fewer images of"
                + " each class.");
  }
}
