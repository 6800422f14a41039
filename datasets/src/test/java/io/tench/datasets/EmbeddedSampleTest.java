package io.tench.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.image.ImageDecoder;
import io.tench.datasets.image.Pixels;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedSampleTest {
  private static final Storage STORAGE = new HadoopStorage();

  @TempDir Path folder;

  @Test
  void holdsAThousandTrainingAndTwoHundredTestImagesOfEachClass() throws Exception {
    assertThat(counts(open("train"))).containsOnly(1000).hasSize(10);
    assertThat(counts(open("val"))).containsOnly(200).hasSize(10);
    assertThat(open("train").manifest().labels().get(9).name()).isEqualTo("Ankle boot");
  }

  @Test
  void takesNoMoreThanSixMegabytes() throws IOException {
    open("train");
    open("val");
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum())
          .isLessThanOrEqualTo(6_000_000);
    }
  }

  @Test
  void holdsGrayPhotosOf28By28Pixels() throws Exception {
    DataSet data = open("val");
    try (ShardReader reader = ShardReader.open(STORAGE, data.path(0));
        ImageDecoder decoder = new ImageDecoder()) {
      Pixels pixels = decoder.decode(reader.read(0, new int[] {7}).get(0).image(), 1);
      assertThat(List.of(pixels.width(), pixels.height())).containsOnly(28);
    }
    assertThat(data.manifest().channels().mean()).hasSize(1);
  }

  @Test
  void replacesACopyThatHasBeenDamagedAndKeepsAGoodOne() throws Exception {
    DataSet data = open("val");
    Path shard = Path.of(data.path(0));
    long modified = shard.toFile().lastModified();
    assertThat(open("val").path(0)).isEqualTo(data.path(0));
    assertThat(shard.toFile().lastModified()).isEqualTo(modified);
    byte[] good = Files.readAllBytes(shard);
    byte[] damaged = good.clone();
    damaged[good.length / 2] ^= 1;
    Files.write(shard, damaged);

    open("val");

    assertThat(Files.readAllBytes(shard)).isEqualTo(good);
    try (Stream<Path> files = Files.list(shard.getParent())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(ShardManifest.FILE, shard.getFileName().toString());
    }
  }

  @Test
  void refusesASampleThatIsNone() {
    assertThatThrownBy(
            () -> EmbeddedSample.copy(STORAGE, "sample:fashion-mnist/test", folder.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("sample:fashion-mnist/train");
  }

  private DataSet open(String split) throws IOException {
    return DataSet.open(
        STORAGE, EmbeddedSample.copy(STORAGE, "sample:fashion-mnist/" + split, folder.toString()));
  }

  private static int[] counts(DataSet data) throws IOException {
    int[] counts = new int[data.manifest().labels().size()];
    try (ShardReader reader = ShardReader.open(STORAGE, data.path(0))) {
      for (int group = 0; group < reader.rowGroups().size(); group++) {
        reader.read(group).forEach(sample -> counts[sample.label()]++);
      }
    }
    return counts;
  }
}
