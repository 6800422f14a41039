package io.tench.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.DataSet;
import io.tench.datasets.ImageShape;
import io.tench.datasets.Sample;
import io.tench.datasets.ShardFile;
import io.tench.datasets.ShardManifest;
import io.tench.datasets.ShardReader;
import io.tench.datasets.image.ImageDecoder;
import io.tench.datasets.image.Pixels;
import io.tench.datasets.image.PngEncoder;
import io.tench.datasets.source.SourceFormat;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestTest {
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
  void mixesAClassSortedSourceLikeAUniformShuffle() throws IOException {
    Path source = classFolders(8, 150);

    IngestReport report = ingest(source, 20_000, 0.1);

    DataSet train = DataSet.open(STORAGE, report.train().location());
    List<Integer> labels = samples(train).stream().map(Sample::label).toList();
    assertThat(labels).hasSize(8 * 135);
    List<Integer> uniform = new ArrayList<>(labels);
    Collections.shuffle(uniform, new Random(11));
    assertThat(batchEntropy(labels)).isGreaterThan(0.98 * batchEntropy(uniform));
    assertThat(batchEntropy(labels.stream().sorted().toList())).isLessThan(0.5);
  }

  @Test
  void keepsEveryImageOnceInShardsEqualToWithinOneRow() throws IOException {
    Path source = classFolders(3, 50);

    IngestReport report = ingest(source, 3_000, 0.2);

    DataSet train = DataSet.open(STORAGE, report.train().location());
    DataSet validation = DataSet.open(STORAGE, report.validation().orElseThrow().location());
    assertThat(train.manifest().shards()).hasSizeGreaterThan(3);
    long[] rows = train.manifest().shards().stream().mapToLong(ShardFile::rows).sorted().toArray();
    assertThat(rows[rows.length - 1] - rows[0]).isLessThanOrEqualTo(1);
    assertThat(validation.rows()).isEqualTo(30);
    Map<String, Sample> found = new HashMap<>();
    Stream.concat(samples(train).stream(), samples(validation).stream())
        .forEach(sample -> assertThat(found.put(sample.path(), sample)).isNull());
    assertThat(found).hasSize(150);
    for (Map.Entry<String, Sample> entry : found.entrySet()) {
      assertThat(entry.getValue().image())
          .isEqualTo(Files.readAllBytes(source.resolve(entry.getKey())));
      assertThat(train.manifest().labels().get(entry.getValue().label()).id())
          .isEqualTo(entry.getKey().substring(0, entry.getKey().indexOf('/')));
    }
    assertThat(samples(validation).stream().filter(sample -> sample.label() == 1)).hasSize(10);
  }

  @Test
  void writesTheSameBytesWhenTasksFailAndAreRunAgain() throws IOException {
    Path source = classFolders(3, 40);
    ingest(source, 4_000, 0.1);
    ShardManifest expected = DataSet.open(STORAGE, out("train")).manifest();

    int before = FailingOnceStorage.failures();
    IngestReport again =
        Ingest.run(
            spark,
            new FailingOnceStorage(),
            settings(source, folder.resolve("again"), 4_000, 0.1, 0),
            (stage, done, total) -> {});

    assertThat(FailingOnceStorage.failures()).isGreaterThan(before + 2);
    assertThat(DataSet.open(STORAGE, again.train().location()).manifest()).isEqualTo(expected);
    assertThat(folder.resolve("again")).isDirectoryContaining("glob:**/train");
    assertThat(folder.resolve("again")).isDirectoryNotContaining("glob:**/_ingest-*");
  }

  @Test
  void putsBrokenImagesIntoQuarantineWithPathAndReason() throws IOException {
    Path source = classFolders(2, 10);
    Files.write(source.resolve("class-1/broken one.jpg"), new byte[] {1, 2, 3});
    byte[] whole = Files.readAllBytes(source.resolve("class-0/0003.png"));
    Files.write(source.resolve("class-0/cut.png"), Arrays.copyOf(whole, whole.length / 2));

    IngestReport report = ingest(source, 1 << 20, 0);

    assertThat(report.train().images()).isEqualTo(20);
    assertThat(report.train().rejected()).isEqualTo(2);
    assertThat(report.validation()).isEmpty();
    Path rejected = folder.resolve("out/train/_rejected");
    assertThat(Files.readAllLines(rejected.resolve("rejected.jsonl")))
        .hasSize(2)
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("\"path\":\"class-1/broken one.jpg\"")
                    .contains("\"label\":\"class-1\"")
                    .contains("\"reason\":\"is"));
    try (Stream<Path> files = Files.list(rejected)) {
      Path kept =
          files.filter(file -> file.toString().endsWith("broken_one.jpg")).findFirst().get();
      assertThat(Files.readAllBytes(kept)).containsExactly(1, 2, 3);
    }
    assertThat(DataSet.open(STORAGE, out("train")).rows()).isEqualTo(20);
  }

  @Test
  void scalesTheShorterSideDownAndLeavesSmallImagesAlone() throws Exception {
    Path source = folder.resolve("source");
    write(source.resolve("a/large.png"), noise(60, 40));
    byte[] small = noise(16, 12);
    write(source.resolve("a/small.png"), small);

    Ingest.run(
        spark,
        STORAGE,
        settings(source, folder.resolve("out"), 1 << 20, 0, 20),
        (stage, done, total) -> {});

    for (Sample sample : samples(DataSet.open(STORAGE, out("train")))) {
      if (sample.path().equals("a/small.png")) {
        assertThat(sample.image()).isEqualTo(small);
      } else {
        try (ImageDecoder decoder = new ImageDecoder()) {
          Pixels pixels = decoder.decode(sample.image(), 3);
          assertThat(List.of(pixels.width(), pixels.height())).containsExactly(30, 20);
        }
      }
    }
  }

  @Test
  void readsATarOfTarsAndTellsOfProgress() throws IOException {
    Path source = folder.resolve("ILSVRC2012_img_train.tar");
    Map<String, byte[]> synsets = new HashMap<>();
    for (String synset : List.of("n01440764", "n01443537", "n01484850")) {
      Map<String, byte[]> images = new HashMap<>();
      for (int image = 0; image < 20; image++) {
        images.put(synset + "_" + image + ".JPEG", noise(9, 7));
      }
      synsets.put(synset + ".tar", tar(images));
    }
    Files.write(source, tar(synsets));
    List<Long> checked = new ArrayList<>();
    List<Long> written = new ArrayList<>();

    IngestReport report =
        Ingest.run(
            spark,
            STORAGE,
            settings(source, folder.resolve("out"), 1 << 20, 0.1, 0),
            (stage, done, total) ->
                (stage == IngestProgress.Stage.CHECK ? checked : written).add(done));

    assertThat(report.format()).isEqualTo(SourceFormat.IMAGENET);
    DataSet train = DataSet.open(STORAGE, report.train().location());
    assertThat(train.rows()).isEqualTo(54);
    assertThat(train.manifest().labels().get(2).name()).isEqualTo("great white shark");
    assertThat(samples(train))
        .allSatisfy(
            sample ->
                assertThat(sample.path())
                    .startsWith(train.manifest().labels().get(sample.label()).id() + "/"));
    assertThat(checked).last().isEqualTo(60L);
    assertThat(written).last().isEqualTo(60L);
  }

  @Test
  void storesGrayIdxImagesWithStatisticsOfOneChannel() throws IOException {
    byte[] pixels = new byte[40 * 28 * 28];
    new Random(6).nextBytes(pixels);
    ByteBuffer images = ByteBuffer.allocate(16 + pixels.length);
    images.putInt(0x803).putInt(40).putInt(28).putInt(28).put(pixels);
    ByteBuffer labels = ByteBuffer.allocate(8 + 40).putInt(0x801).putInt(40);
    for (int image = 0; image < 40; image++) {
      labels.put((byte) (image / 4));
    }
    Path source = folder.resolve("mnist");
    write(source.resolve("train-images-idx3-ubyte"), images.array());
    write(source.resolve("train-labels-idx1-ubyte"), labels.array());

    IngestReport report = ingest(source, 1 << 20, 0.25);

    DataSet train = DataSet.open(STORAGE, report.train().location());
    assertThat(train.rows()).isEqualTo(30);
    assertThat(train.manifest().channels().mean()).hasSize(1);
    assertThat(train.manifest().channels().mean().get(0)).isBetween(0.48, 0.52);
    assertThat(train.manifest().channels().deviation().get(0)).isBetween(0.27, 0.31);
  }

  @Test
  void refusesAFinishedOutputAndCleansUpAfterAnInterruptedOne() throws IOException {
    Path source = classFolders(2, 10);
    // As a driver leaves it that is killed between the two renames of the commit.
    write(folder.resolve("out/_ingest-1/train/_manifest.json"), new byte[0]);
    write(folder.resolve("out/_ingest-1/attempts/x/train-0.parquet"), new byte[0]);
    Files.createDirectories(folder.resolve("out/_ingest-1/publishing"));
    write(folder.resolve("out/val/_manifest.json"), new byte[0]);

    ingest(source, 1 << 20, 0.1);

    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("train", "val");
    }
    assertThat(DataSet.open(STORAGE, out("val")).rows()).isEqualTo(2);
    assertRefused(source, "out holds a data set already");
  }

  @Test
  void leavesAForeignFolderAlone() throws IOException {
    Path source = classFolders(2, 10);
    write(folder.resolve("out/val/precious.txt"), new byte[0]);
    assertRefused(source, "out/val exists already");
    // As an ingest without validation leaves it that is killed.
    write(folder.resolve("out/_ingest-1/train/_manifest.json"), new byte[0]);
    assertRefused(source, "out/val exists already");
    assertThat(folder.resolve("out/val/precious.txt")).exists();
  }

  @Test
  void leavesNothingBehindWhenTheSourceIsDamagedOrHasNoGoodImage() throws IOException {
    Map<String, byte[]> images = Map.of("n01440764_0.JPEG", noise(9, 7));
    byte[] cut = Arrays.copyOf(tar(images), 700);
    Path damaged = folder.resolve("ILSVRC2012_img_train.tar");
    Files.write(damaged, tar(Map.of("n01440764.tar", cut)));
    assertRefused(damaged, "n01440764.tar is not a whole tar file");
    assertThat(folder.resolve("out/train")).doesNotExist();

    Path hopeless = folder.resolve("hopeless");
    write(hopeless.resolve("a/b.jpg"), new byte[10]);
    assertRefused(hopeless, "has no image that can be decoded (a/b.jpg is");
    write(hopeless.resolve("train/a/b.png"), noise(8, 8));
    write(hopeless.resolve("val/a/b.jpg"), new byte[10]);
    assertRefused(hopeless, "has no validation image that can be decoded (val/a/b.jpg is");
    try (Stream<Path> files = Files.list(folder.resolve("out"))) {
      assertThat(files).isEmpty();
    }
  }

  private void assertRefused(Path source, String part) {
    assertThatThrownBy(() -> ingest(source, 1 << 20, 0.1))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(part);
  }

  private IngestReport ingest(Path source, long shardBytes, double fraction) throws IOException {
    return Ingest.run(
        spark,
        STORAGE,
        settings(source, folder.resolve("out"), shardBytes, fraction, 0),
        (stage, done, total) -> {});
  }

  private static IngestSettings settings(
      Path source, Path out, long shardBytes, double fraction, int resize) {
    return new IngestSettings(
        source.toString(), out.toString(), SourceFormat.AUTO, resize, shardBytes, fraction, 7);
  }

  private String out(String split) {
    return folder.resolve("out").resolve(split).toString();
  }

  private Path classFolders(int classes, int perClass) throws IOException {
    Path source = folder.resolve("source");
    for (int label = 0; label < classes; label++) {
      for (int image = 0; image < perClass; image++) {
        write(source.resolve("class-%d/%04d.png".formatted(label, image)), noise(8, 8));
      }
    }
    return source;
  }

  private static byte[] noise(int width, int height) {
    byte[] pixels = new byte[3 * width * height];
    new Random(5).nextBytes(pixels);
    return PngEncoder.encode(pixels, new ImageShape(3, height, width));
  }

  private static void write(Path file, byte[] content) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private static byte[] tar(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        TarArchiveEntry header = new TarArchiveEntry(entry.getKey());
        header.setSize(entry.getValue().length);
        tar.putArchiveEntry(header);
        tar.write(entry.getValue());
        tar.closeArchiveEntry();
      }
    }
    return bytes.toByteArray();
  }

  private static List<Sample> samples(DataSet data) throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int shard = 0; shard < data.manifest().shards().size(); shard++) {
      try (ShardReader reader = ShardReader.open(STORAGE, data.path(shard))) {
        for (int group = 0; group < reader.rowGroups().size(); group++) {
          samples.addAll(reader.read(group));
        }
      }
    }
    return samples;
  }

  /** Mean entropy, in bits, of the labels in consecutive batches of 32. */
  private static double batchEntropy(List<Integer> labels) {
    double sum = 0;
    int batches = 0;
    for (int from = 0; from + 32 <= labels.size(); from += 32, batches++) {
      Map<Integer, Integer> counts = new HashMap<>();
      labels.subList(from, from + 32).forEach(label -> counts.merge(label, 1, Integer::sum));
      sum +=
          counts.values().stream()
              .mapToDouble(count -> -count / 32.0 * Math.log(count / 32.0) / Math.log(2))
              .sum();
    }
    return sum / batches;
  }
}
