package io.tench.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.DataSets;
import io.tench.datasets.Sample;
import io.tench.datasets.image.Images;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.datasets.storage.Storage;
import io.tench.models.CheckpointFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sweeps of an untrained LeNet over two classes of generated images, in this process. */
class TransferabilityCommandTest {
  private static final Storage STORAGE = new HadoopStorage();

  @TempDir private static Path folder;

  @BeforeAll
  static void publish() throws IOException {
    for (String split : List.of("train", "val")) {
      List<Sample> samples = new ArrayList<>();
      for (int index = 0; index < 16; index++) {
        byte[] image = Images.png(Images.scene(28, 28, index));
        samples.add(new Sample(image, "scene-" + index, index % 2));
      }
      String shards = folder.resolve("shards/" + split).toString();
      DataSets.write(STORAGE, shards, DataSets.labels(2), samples, 1, 4000);
    }
    String checkpoint = CheckpointFiles.folder(folder.resolve("run").toString(), 3);
    CheckpointFiles.write(STORAGE, checkpoint, SmallCheckpoints.after(3));
  }

  private static Commands.Result sweep(String out, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "transferability",
                folder.resolve("run").toString(),
                folder.resolve("shards").toString(),
                folder.resolve(out).toString(),
                "--sizes=4,all",
                "--depths=conv2",
                "--set=training.epochs=1",
                "--set=training.backend=nd4j",
                "--master=local[2]"));
    arguments.addAll(List.of(more));
    return Commands.run(arguments.toArray(new String[0]));
  }

  @Test
  void writesAReportAndDoesNothingTwice() throws IOException {
    Commands.Result first = sweep("out");

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(first.err())
        .contains("1/6  4 images a class, seed 1, from scratch: top-1 ")
        .contains("6/6  all images a class, seed 1, fine-tuned, reused until conv2: top-1 ");
    assertThat(first.out())
        .contains("4 a class (8), frozen", "all a class (16), fine-tuned", "transferability.html");
    Path out = folder.resolve("out");
    assertThat(out.resolve("transferability.html")).content().contains("lenet", "<svg");
    assertThat(out.resolve("transferability.svg")).content().startsWith("<svg");
    String json = Files.readString(out.resolve("transferability.json"));
    assertThat(json).contains("\"trainingImages\" : 16");
    try (Stream<Path> runs = Files.list(out.resolve("runs"))) {
      assertThat(runs).isEmpty();
    }

    Commands.Result again = sweep("out");
    assertThat(again.code()).isZero();
    assertThat(again.err().lines()).hasSize(6).allMatch(line -> line.endsWith("(done before)"));
    assertThat(again.out()).isEqualTo(first.out());
    assertThat(Files.readString(out.resolve("transferability.json"))).isEqualTo(json);

    Commands.Result other = sweep("out", "--seeds=3");
    assertThat(other.code()).isEqualTo(2);
    assertThat(other.err()).contains("the seeds [1], and [3] is asked for").hasLineCount(1);
  }

  @Test
  void triesAFailedTrainingAgainOnceItsCauseIsMended() throws IOException {
    assertThat(sweep("mended").code()).isZero();
    Path report = folder.resolve("mended/transferability.json");
    String json = Files.readString(report);
    Files.delete(folder.resolve("mended/results/all-seed1-scratch.json"));
    Path shard = folder.resolve("shards/val/shard-00000.parquet");
    byte[] whole = Files.readAllBytes(shard);

    Files.write(shard, new byte[whole.length]);
    Commands.Result failed = sweep("mended");
    assertThat(failed.code()).isNotZero();
    assertThat(failed.err())
        .containsOnlyOnce("3/6 ")
        .doesNotContain("4/6  all images a class, seed 1, from scratch: top-1");

    Files.write(shard, whole);
    Commands.Result again = sweep("mended");
    assertThat(again.code()).as(again.err()).isZero();
    assertThat(again.err().lines().filter(line -> line.endsWith("(done before)"))).hasSize(5);
    assertThat(again.err()).contains("4/6  all images a class, seed 1, from scratch: top-1 ");
    assertThat(Files.readString(report)).isEqualTo(json);
  }

  @Test
  void saysWhatDoesNotFit() {
    refuses("The sweep cannot be planned, because images of each class must be", "--sizes=x");
    refuses("seeds must be one or more different ones, were [1, 1]", "--seeds=1,1");
    refuses("--depths names fc3, which holds the head fc3", "--depths=fc3");
    refuses("The class class-0 of ", "--sizes=9");
    refuses("leave the section out", "--set=transfer.freeze-until=conv1");
  }

  private static void refuses(String sentence, String option) {
    Commands.Result result =
        Commands.run(
            "transferability",
            folder.resolve("run").toString(),
            folder.resolve("shards").toString(),
            folder.resolve("refused" + option.hashCode()).toString(),
            option.startsWith("--sizes") ? option : "--sizes=all",
            option.startsWith("--sizes") ? "--seeds=1" : option,
            "--master=local[1]");
    assertThat(result.code()).as(option).isEqualTo(2);
    assertThat(result.err()).contains(sentence).hasLineCount(1);
  }
}
