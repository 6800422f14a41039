package io.tench.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.DataSet;
import io.tench.datasets.Label;
import io.tench.datasets.SharedData;
import io.tench.datasets.source.SourceFormat;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real photos, from {@code shared/data} beside the repository; skipped where there is none. */
class IngestRealImagesTest {
  private static final Storage STORAGE = new HadoopStorage();

  private static JavaSparkContext spark;

  @TempDir Path folder;

  @BeforeAll
  static void startSpark() {
    spark = LocalSpark.start();
  }

  @AfterAll
  static void stopSpark() {
    spark.stop();
  }

  @Test
  void readsTinyImageNetOutOfItsTar() throws IOException {
    IngestReport report = ingest(SharedData.archive("tiny-imagenet-20.tar"), 0);

    assertThat(report.train().images()).isEqualTo(10_000);
    assertThat(report.validation().orElseThrow().images()).isEqualTo(1_000);
    assertThat(report.train().rejected()).isZero();
    DataSet train = DataSet.open(STORAGE, report.train().location());
    assertThat(train.manifest().labels().labels())
        .hasSize(20)
        .contains(new Label(0, "n01443537", "goldfish"));
    assertThat(train.manifest().channels().mean()).hasSize(3);
  }

  @Test
  void keepsTheGoodAmongOddImagesAndSaysWhatIsWrongWithTheBroken() throws IOException {
    IngestReport report = ingest(SharedData.archive("odd-images.tar"), 0);

    long images =
        report.train().images() + report.validation().map(IngestReport.Split::images).orElse(0L);
    assertThat(images).isGreaterThan(190);
    assertThat(Files.readAllLines(folder.resolve("out/train/_rejected/rejected.jsonl")))
        .hasSize((int) report.train().rejected())
        .anyMatch(line -> line.contains("pillow/truncated_jpeg.jpg") && line.contains("truncated"))
        .anyMatch(line -> line.contains("pillow/decompression_bomb.gif"))
        .noneMatch(line -> line.contains("pil_sample_cmyk") || line.contains("hopper_"));
  }

  @Test
  void readsFullSizePhotosFromATarOfTarsAndScalesThemDown() throws IOException {
    Path photos = folder.resolve("ILSVRC2012_img_train.tar");
    ImageNetTar.of(SharedData.archive("imagenet-sample.tar"), photos);

    IngestReport report = ingest(photos, 128);

    assertThat(report.format()).isEqualTo(SourceFormat.IMAGENET);
    assertThat(report.classes()).isEqualTo(334);
    assertThat(report.train().images()).isEqualTo(334);
    assertThat(report.train().rejected()).isZero();
    assertThat(report.train().bytes()).isLessThan(Files.size(photos) / 5);
  }

  private IngestReport ingest(Path source, int resize) throws IOException {
    return Ingest.run(
        spark,
        STORAGE,
        new IngestSettings(
            source.toString(),
            folder.resolve("out").toString(),
            SourceFormat.AUTO,
            resize,
            4 << 20,
            0.1,
            1),
        (stage, done, total) -> {});
  }
}
