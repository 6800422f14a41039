package io.tench.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.LabelMap;
import io.tench.datasets.storage.FaultyStorage;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.models.Checkpoint.TrainingReport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileAlreadyExistsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFilesTest {
  private static final Checkpoint CHECKPOINT = Checkpoints.lenet();

  private final Storage storage = new HadoopStorage();
  @TempDir private Path temporary;
  private Path folder;

  @BeforeEach
  void write() throws IOException {
    folder = temporary.resolve("round-000042");
    CheckpointFiles.write(storage, folder.toString(), CHECKPOINT);
  }

  @Test
  void readsBackEveryBit() throws IOException {
    Checkpoint read = CheckpointFiles.read(storage, folder.toString());
    assertThat(read.network()).isEqualTo(CHECKPOINT.network());
    assertThat(read.position()).isEqualTo(CHECKPOINT.position());
    assertThat(read.report()).isEqualTo(CHECKPOINT.report());
    assertThat(bits(read.parameters())).isEqualTo(bits(CHECKPOINT.parameters()));
    assertThat(read.inner().steps()).isEqualTo(336);
    assertThat(read.inner().vectors()).hasSize(1);
    assertThat(read.outer().vectors()).hasSize(2);
    assertThat(bits(read.inner().vectors().get(0)))
        .isEqualTo(bits(CHECKPOINT.inner().vectors().get(0)));
    assertThat(bits(read.outer().vectors().get(1)))
        .isEqualTo(bits(CHECKPOINT.outer().vectors().get(1)));
  }

  @Test
  void readsBackWhatHasNotBeenMeasuredYet() throws IOException {
    TrainingReport report =
        new TrainingReport(1, "", Double.NaN, 0, Optional.empty(), Optional.empty(), "");
    Checkpoint untrained =
        new Checkpoint(
            CHECKPOINT.network(),
            TrainingPosition.START,
            CHECKPOINT.parameters(),
            OptimizerState.NONE,
            OptimizerState.NONE,
            report);
    String other = temporary.resolve("round-000000").toString();
    CheckpointFiles.write(storage, other, untrained);
    assertThat(CheckpointFiles.read(storage, other).report()).isEqualTo(report);
    assertThat(CheckpointFiles.read(storage, other).inner().vectors()).isEmpty();
  }

  @Test
  void givesEqualCheckpointsEqualBytes() throws IOException {
    Path other = temporary.resolve("other");
    CheckpointFiles.write(
        storage, other.toString(), CheckpointFiles.read(storage, folder.toString()));
    for (Path file : files()) {
      assertThat(other.resolve(file.getFileName())).hasSameBinaryContentAs(file);
    }
  }

  @Test
  void givesTheSameBytesWhenItsFilesAreWrittenAtTheSameTime() throws IOException {
    Path other = temporary.resolve("other");
    CheckpointFiles.write(
        new FaultyStorage(storage).writingAtOnce(4), other.toString(), CHECKPOINT);
    for (Path file : files()) {
      assertThat(other.resolve(file.getFileName())).hasSameBinaryContentAs(file);
    }
  }

  @Test
  void summarizesWhatItVerified() throws IOException {
    CheckpointSummary summary = CheckpointFiles.verify(storage, folder.toString());
    assertThat(summary.position()).isEqualTo(CHECKPOINT.position());
    assertThat(summary.report()).isEqualTo(CHECKPOINT.report());
    long bytes = 0;
    for (Path file : files()) {
      bytes += Files.size(file);
    }
    assertThat(summary.bytes()).isEqualTo(bytes);
  }

  @Test
  void neverOverwrites() {
    assertThatThrownBy(() -> CheckpointFiles.write(storage, folder.toString(), CHECKPOINT))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  @Test
  void isNoCheckpointUntilItsLastFileIsThere() throws IOException {
    int refused = 0;
    boolean whole = false;
    for (int changes = 0; !whole; changes++) {
      String target = temporary.resolve("attempt-" + changes).toString();
      FaultyStorage dying = new FaultyStorage(storage).dieAfter(changes);
      try {
        CheckpointFiles.write(dying, target, CHECKPOINT);
        whole = true;
      } catch (IOException died) {
        if (!Files.exists(Path.of(target, "manifest.json"))) {
          assertThatThrownBy(() -> CheckpointFiles.read(storage, target))
              .isInstanceOf(BadInputException.class)
              .hasMessage(
                  target
                      + " is not a checkpoint, it has no manifest.json: name a folder that Tench published.");
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThanOrEqualTo(files().size() - 1);
  }

  @Test
  void refusesAFolderWithAMissingFile() throws IOException {
    for (Path file : files()) {
      byte[] content = Files.readAllBytes(file);
      Files.delete(file);
      assertRefused(file.getFileName().toString());
      Files.write(file, content);
    }
    CheckpointFiles.verify(storage, folder.toString());
  }

  @Test
  void refusesAFolderWithAnAlteredByte() throws IOException {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    for (Path file : files()) {
      byte[] content = Files.readAllBytes(file);
      for (int attempt = 0; attempt < 5; attempt++) {
        byte[] altered = content.clone();
        altered[random.nextInt(altered.length)] ^= (byte) 0x80;
        Files.write(file, altered);
        assertRefused(file + " with seed " + seed, "");
      }
      Files.write(file, content);
    }
    CheckpointFiles.verify(storage, folder.toString());
  }

  @Test
  void refusesAFileOfAnotherLength() throws IOException {
    Path file = folder.resolve("parameters.f32");
    byte[] content = Files.readAllBytes(file);
    Files.write(file, ByteBuffer.allocate(content.length + 4).put(content).array());
    assertRefused("parameters.f32 is damaged, it has 244448 bytes and not the 244444");
  }

  @Test
  void refusesAnotherVersion() throws IOException {
    replace("manifest.json", "\"version\" : 1", "\"version\" : 2");
    assertRefused(
        "manifest.json has version 2 of the checkpoint format and this Tench reads version 1");
  }

  @Test
  void refusesAnotherFormat() throws IOException {
    replace("manifest.json", "tench-checkpoint", "something");
    assertRefused("manifest.json is not the manifest of a checkpoint, its format is \"something\"");
  }

  @Test
  void refusesAnUnknownKey() throws IOException {
    rewrite("training.json", "\"seed\" : -5", "\"seed\" : -5, \"sed\" : 1");
    assertRefused("training.json cannot be understood (unknown key \"sed\")");
  }

  @Test
  void refusesAKeyThatIsMissing() throws IOException {
    rewrite("training.json", "\"seed\" : -5,", "");
    assertRefused("training.json cannot be understood (Missing creator property 'seed')");
  }

  @Test
  void readsACheckpointFromBeforeItNamedItsProcessors() throws IOException {
    rewrite("training.json", ",\n  \"processors\" : [ \"EPYC 7763\" ]", "");
    TrainingReport report = CheckpointFiles.read(storage, folder.toString()).report();
    assertThat(report.processors()).isEmpty();
    assertThat(report.provenance()).isEqualTo(CHECKPOINT.report().provenance());
    assertThat(report.trainingAccuracy()).isEqualTo(2.0 / 3);
  }

  @Test
  void refusesAKeyThatAppearsTwice() throws IOException {
    rewrite("training.json", "\"seed\" : -5,", "\"seed\" : -5, \"seed\" : -5,");
    assertRefused("training.json cannot be understood (Duplicate field 'seed')");
  }

  @Test
  void refusesFewerLabelsThanClasses() throws IOException {
    Path file = folder.resolve("labels.json");
    String labels = "[{\"index\":0,\"id\":\"tench\",\"name\":\"tench\"}]";
    rehash(file, Files.readAllBytes(file), labels.getBytes(StandardCharsets.UTF_8));
    assertRefused("the network has 3 classes and there are 1 labels");
  }

  @Test
  void refusesPreprocessingForOtherImages() throws IOException {
    rewrite("preprocessing.json", "\"height\" : 28", "\"height\" : 20");
    rewrite("preprocessing.json", "\"width\" : 28", "\"width\" : 20");
    assertRefused(
        "the network does not take images of ImageShape[channels=1, height=20, width=20]");
  }

  @Test
  void refusesVectorsOfAnotherLengthThanTheNetworks() throws IOException {
    Path file = folder.resolve("inner-0.f32");
    rehash(file, Files.readAllBytes(file), new byte[8]);
    assertRefused("inner-0.f32 has 8 bytes and the network's 61111 parameters need 244444");
  }

  @Test
  void refusesALayoutThatIsNotTheNetworks() throws IOException {
    rewrite("layout.json", "\"offset\" : 6,", "\"offset\" : 7,");
    assertRefused("layout.json is not the layout of the network in network.json");
  }

  @Test
  void refusesAnOptimizerWithoutItsVectors() throws IOException {
    rewrite("training.json", "\"vectors\" : 1", "\"vectors\" : 2");
    assertRefused("manifest.json lists the files");
  }

  @Test
  void refusesAFileThatIsListedTwice() throws IOException {
    replace("manifest.json", "\"outer-1.f32\"", "\"outer-0.f32\"");
    assertRefused("manifest.json lists outer-0.f32 twice");
  }

  @Test
  void writesNothingThatDoesNotFitTogether() {
    NetworkDescription network = CHECKPOINT.network();
    NetworkDescription mislabelled =
        new NetworkDescription(
            network.architecture(),
            network.json(),
            LabelMap.ofNames(List.of("tench", "goldfish")),
            network.preprocessing());
    Path target = temporary.resolve("misfit");
    assertThatThrownBy(() -> CheckpointFiles.write(storage, target.toString(), with(mislabelled)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("the network has 3 classes and there are 2 labels");
    assertThat(target).doesNotExist();
  }

  @Test
  void findsTheRoundsOfARunNewestFirst() throws IOException {
    for (String name : List.of("round-000007", "round-1000000", ".round-000050", "round-x", "a")) {
      Files.createDirectory(temporary.resolve(name));
    }
    Files.createFile(temporary.resolve("round-000099"));
    assertThat(CheckpointFiles.rounds(storage, temporary.toString()))
        .extracting(Storage.Entry::name)
        .containsExactly("round-1000000", "round-000042", "round-000007");
    assertThat(CheckpointFiles.rounds(storage, temporary.resolve("none").toString())).isEmpty();
    assertThat(CheckpointFiles.folder("hdfs://n/run/", 42)).isEqualTo("hdfs://n/run/round-000042");
  }

  private static Checkpoint with(NetworkDescription network) {
    return new Checkpoint(
        network,
        CHECKPOINT.position(),
        CHECKPOINT.parameters(),
        CHECKPOINT.inner(),
        CHECKPOINT.outer(),
        CHECKPOINT.report());
  }

  private void assertRefused(String message) {
    assertRefused(message, message);
  }

  private void assertRefused(String description, String message) {
    for (boolean whole : new boolean[] {true, false}) {
      assertThatThrownBy(
              () -> {
                if (whole) {
                  CheckpointFiles.read(storage, folder.toString());
                } else {
                  CheckpointFiles.verify(storage, folder.toString());
                }
              })
          .as(description)
          .isInstanceOf(BadInputException.class)
          .hasMessageContaining(message)
          .hasMessageContaining(folder.toString())
          .hasMessageMatching("[^\n]+\\.");
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  /** Changes a file, and the manifest with it. */
  private void rewrite(String name, String from, String to) throws IOException {
    Path file = folder.resolve(name);
    byte[] before = Files.readAllBytes(file);
    replace(name, from, to);
    rehash(file, before, Files.readAllBytes(file));
  }

  private void rehash(Path file, byte[] before, byte[] after) throws IOException {
    Files.write(file, after);
    replace("manifest.json", sha256(before), sha256(after));
    String entry = "\"name\" : \"%s\",\n    \"bytes\" : %d";
    String name = file.getFileName().toString();
    replace(
        "manifest.json", entry.formatted(name, before.length), entry.formatted(name, after.length));
  }

  private void replace(String name, String from, String to) throws IOException {
    Path file = folder.resolve(name);
    String content = Files.readString(file);
    assertThat(content).contains(from);
    Files.writeString(file, content.replace(from, to));
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  private static int[] bits(float[] values) {
    int[] bits = new int[values.length];
    for (int index = 0; index < values.length; index++) {
      bits[index] = Float.floatToRawIntBits(values[index]);
    }
    return bits;
  }
}
