package io.tench.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.models.CheckpointFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PredictCommandTest {
  @TempDir private static Path folder;

  private static Path run;
  private static Path image;

  @BeforeAll
  static void publish() throws IOException {
    run = folder.resolve("a run");
    publish(run, 7);
    publish(run, 9);
    image = folder.resolve("gray image.png");
    ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_GRAY), "png", image.toFile());
  }

  private static void publish(Path run, int round) throws IOException {
    CheckpointFiles.write(
        new HadoopStorage(),
        CheckpointFiles.folder("file:" + run, round),
        SmallCheckpoints.after(round));
  }

  @Test
  void namesTheFiveBest() {
    Commands.Result result = Commands.run("predict", run.toString(), image.toString());

    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(result.out().lines()).hasSize(6).first().isEqualTo(image.toString());
    assertThat(result.out().lines().skip(1))
        .allMatch(line -> line.matches(" +\\d+\\.\\d\\d%  \\w+"));
  }

  @Test
  void writesJsonForWholeFolders() throws IOException {
    Path images = Files.createDirectories(folder.resolve("images"));
    Files.copy(image, images.resolve("a.png"));
    Files.copy(image, images.resolve("b.png"));

    Commands.Result result =
        Commands.run("predict", run + "/round-000007", images.toString(), "--json");

    JsonNode answers = new ObjectMapper().readTree(result.out());
    assertThat(answers).hasSize(2);
    assertThat(answers.get(1).get("image").asText()).isEqualTo(images + "/b.png");
    DoubleStream probabilities =
        StreamSupport.stream(answers.get(0).get("classes").spliterator(), false)
            .mapToDouble(best -> best.get("probability").asDouble());
    assertThat(probabilities.toArray())
        .hasSize(5)
        .isSortedAccordingTo((left, right) -> Double.compare(right, left));
  }

  @Test
  void saysWhichFileIsNoImageAndGoesOn() throws IOException {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no image at all");

    Commands.Result result =
        Commands.run("predict", run.toString(), text.toString(), image.toString());

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).startsWith(text + ": ").hasLineCount(1);
    assertThat(result.out()).startsWith(image.toString());
  }

  @Test
  void refusesAMissingImageAndAnEmptyFolder() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    assertThat(Commands.run("predict", run.toString(), "nowhere.jpg"))
        .isEqualTo(
            new Commands.Result(2, "", "There is no image at nowhere.jpg: check the path.\n"));
    assertThat(Commands.run("predict", run.toString(), empty.toString()).err())
        .contains("There is no file in " + empty);
  }

  @Test
  void refusesAFolderThatIsNoCheckpoint() throws IOException {
    Path other = Files.createDirectories(folder.resolve("other"));

    Commands.Result result = Commands.run("predict", other.toString(), image.toString());

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(other + " is not a checkpoint").hasLineCount(1);
  }

  @Test
  void takesTheNewestCheckpointThatIsWhole() throws IOException {
    Path damaged = folder.resolve("damaged");
    publish(damaged, 3);
    publish(damaged, 4);
    Files.write(damaged.resolve("round-000004/parameters.f32"), new byte[8]);

    assertThat(Commands.run("predict", damaged.toString(), image.toString()).code()).isZero();
    Commands.Result exact = Commands.run("predict", damaged + "/round-000004", image.toString());
    assertThat(exact.code()).isEqualTo(2);
    assertThat(exact.err()).contains("round-000004");
  }
}
