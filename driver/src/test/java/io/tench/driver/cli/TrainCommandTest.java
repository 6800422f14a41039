package io.tench.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tench.datasets.storage.HadoopStorage;
import io.tench.models.CheckpointFiles;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a user does, in order: ingest, train, evaluate, predict; and what he gets wrong on the way.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TrainCommandTest {
  private static final String MASTER = "--master=local[2]";

  @TempDir private static Path folder;

  private static Path photos;
  private static Path shards;
  private static Path run;
  private static Path configuration;

  @BeforeAll
  static void drawPhotos() throws IOException {
    photos = folder.resolve("my photos");
    shards = folder.resolve("my shards");
    run = folder.resolve("a run");
    Random random = new Random(7);
    for (int index = 0; index < 60; index++) {
      draw(photos.resolve("dark/%02d.png".formatted(index)), random.nextInt(90));
      draw(photos.resolve("light/%02d.png".formatted(index)), 165 + random.nextInt(90));
    }
    configuration =
        Files.writeString(
            folder.resolve("run.yaml"),
            """
            run: %s
            data: {train: %s/train, validation: %s/val}
            network: {architecture: lenet, input: 28x28x3}
            training:
              epochs: 3
              replicas: 2
              batch-size: 8
              inner-steps: 2
              learning-rate: {peak: 0.05, decay: constant}
            checkpoints: {every-rounds: 2}
            """
                .formatted(run, shards, shards));
  }

  private static void draw(Path file, int gray) throws IOException {
    Files.createDirectories(file.getParent());
    BufferedImage image = new BufferedImage(40, 32, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(gray, gray / 2, gray / 3));
    graphics.fillRect(0, 0, 40, 32);
    graphics.dispose();
    ImageIO.write(image, "png", file.toFile());
  }

  private static Commands.Result succeed(String... arguments) {
    Commands.Result result = Commands.run(arguments);
    assertThat(result.code()).as(result.err()).isZero();
    return result;
  }

  private static List<Integer> rounds() throws IOException {
    ObjectMapper json = new ObjectMapper();
    return Files.readAllLines(run.resolve("metrics.jsonl")).stream()
        .map(
            line -> {
              try {
                return json.readTree(line).get("round").asInt();
              } catch (IOException broken) {
                throw new AssertionError(line, broken);
              }
            })
        .toList();
  }

  @Test
  @Order(1)
  void ingestsAFolderOfPhotos() {
    assertThat(succeed("ingest", photos.toString(), shards.toString(), MASTER).out())
        .contains("2 classes", "108 images", "12 images", "--set data.train=");
  }

  @Test
  @Order(2)
  void trainsOnThem() throws IOException {
    String out = succeed("train", configuration.toString(), MASTER).out();

    assertThat(out)
        .contains("Where the time went:", "Validation: top-1", "Try next: ./tench predict");
    assertThat(rounds()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
  }

  @Test
  @Order(3)
  void saysThatARunIsComplete() throws IOException {
    assertThat(succeed("train", configuration.toString(), MASTER).out()).contains("is complete");
    assertThat(rounds()).hasSize(12);
  }

  @Test
  @Order(4)
  void goesOnWithTheRunWhenItIsMadeLonger() throws IOException {
    String out =
        succeed("train", configuration.toString(), MASTER, "--set", "training.epochs=4").out();

    assertThat(out).contains("Goes on from round 12");
    assertThat(rounds()).hasSize(16).doesNotHaveDuplicates();
  }

  @Test
  @Order(5)
  void refusesToGoOnWithAnotherConfiguration() {
    Commands.Result result =
        Commands.run("train", configuration.toString(), MASTER, "--set", "training.batch-size=9");

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains("training.batch-size is 8 there and 9 here").hasLineCount(1);
  }

  @Test
  @Order(5)
  void evaluatesTheNewestCheckpoint() throws IOException {
    String data = shards.resolve("val").toString();

    assertThat(succeed("evaluate", run.toString(), data, MASTER).out())
        .contains("Round 16 on 12 images: top-1 100.00%", "dark", "light");
    JsonNode json =
        new ObjectMapper()
            .readTree(succeed("evaluate", run.toString(), data, MASTER, "--json").out());
    assertThat(json.get("samples").asInt()).isEqualTo(12);
    assertThat(json.get("classes")).hasSize(2);
  }

  @Test
  @Order(5)
  void predictsAndLists() {
    assertThat(succeed("predict", run.toString(), photos + "/dark/03.png").out().lines())
        .hasSize(3)
        .element(1)
        .asString()
        .contains("dark");
    assertThat(succeed("checkpoints", run.toString()).out()).contains("verified", "16", "14", "12");
  }

  @Test
  @Order(5)
  void fineTunesTheNewestCheckpoint() throws IOException {
    String tuned = folder + "/a tuned run";
    String[] command = {
      "fine-tune",
      run.toString(),
      shards.toString(),
      MASTER,
      "--new-head",
      "--freeze-until=pool2",
      "--unfreeze=2=pool1",
      "--slow=fc1=0.1,fc2=0.5",
      "--set=run=" + tuned,
      "--set=training.epochs=3"
    };
    assertThat(succeed(command).out()).contains("Validation: top-1");
    assertThat(succeed(command).out()).contains("is complete");
    String newest = Locations.absolute(run.toString()) + "/round-000016";
    Path last =
        Path.of(
            Locations.absolute(CheckpointFiles.rounds(new HadoopStorage(), tuned).get(0).path())
                .replaceFirst("^file:/*", "/"));
    assertThat(Files.readString(last.resolve("configuration.yaml")))
        .contains(newest, "freeze-until: pool2", "fc1: 0.1", "architecture: lenet");

    Commands.Result misspelt =
        Commands.run("fine-tune", run.toString(), shards.toString(), MASTER, "--slow=fc9=0.1");
    assertThat(misspelt.code()).isEqualTo(2);
    assertThat(misspelt.err()).contains("did you mean fc").hasLineCount(1);
  }

  @Test
  @Order(6)
  void namesTheCheckpointThatIsDamaged() throws IOException {
    Files.write(run.resolve("round-000014/parameters.f32"), new byte[8]);

    Commands.Result result = Commands.run("checkpoints", run.toString());

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).contains("parameters.f32", "verified");
  }

  @Test
  @Order(5)
  void trainsOnColoursAsGray() {
    assertThat(
            succeed(
                    "train",
                    configuration.toString(),
                    MASTER,
                    "--set=network.input=28x28x1",
                    "--set=run=" + folder + "/gray")
                .out())
        .contains("Validation: top-1");
  }

  @Test
  @Order(6)
  void refusesDataOfAnotherNumberOfClasses() throws IOException {
    Path other = folder.resolve("three");
    for (String name : List.of("a", "b", "c")) {
      draw(folder.resolve("three photos/" + name + "/1.png"), 100);
      draw(folder.resolve("three photos/" + name + "/2.png"), 100);
    }
    succeed("ingest", folder + "/three photos", other.toString(), "--val-fraction=0", MASTER);

    Commands.Result evaluated = Commands.run("evaluate", run.toString(), other + "/train", MASTER);
    assertThat(evaluated.code()).isEqualTo(2);
    assertThat(evaluated.err()).contains("has 3 classes, not all of them among the 2");

    Commands.Result trained =
        Commands.run(
            "train",
            configuration.toString(),
            MASTER,
            "--set",
            "data.validation=" + other + "/train");
    assertThat(trained.code()).isEqualTo(2);
    assertThat(trained.err()).contains("has other classes than").contains("3 and 2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          data.train=/nowhere/at/all        | There is no data set at file:/nowhere/at/all
          data.train=sample:mnist           | There is no sample:mnist
          training.epocs=3                  | did you mean epochs?
          training.batch-size=0             | training.batch-size must be >= 1
          network.architecture=resnet-5     | did you mean resnet-8?
          training.backend=tensorflow       | must be one of auto, nd4j
          training.precision=float8         | must be one of float32, bfloat16
          training.device=gpu               | training.device must be cpu, cuda, or one GPU such as cuda:0
          training.device=cuda              | On localhost, training.device: cuda needs the GPU's tench.jar
          data.train=hdfs://127.0.0.1:1/x   | 127.0.0.1:1
          run=hdfs://127.0.0.1:1/x          | 127.0.0.1:1
          """)
  void refusesAConfigurationInOneSentence(String override, String message) {
    Commands.Result result =
        Commands.run("train", configuration.toString(), MASTER, "--set", override);

    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.err()).contains(message).hasLineCount(1).doesNotContain("Exception");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          spark://127.0.0.1:1     | Nobody answers at the master spark://127.0.0.1:1
          spark://no.such.host:1  | Nobody answers at the master
          spark://localhost       | has no port
          the-cluster             | is none that Spark knows
          """)
  void refusesAMasterThatDoesNotAnswer(String master, String message) {
    Commands.Result result = Commands.run("train", configuration.toString(), "--master", master);

    assertThat(result.code()).as(result.err()).isEqualTo(2);
    assertThat(result.err()).contains(message).hasLineCount(1);
  }

  @Test
  void refusesWhatIsNotThere() {
    assertThat(Commands.run("train", "nowhere.yaml").err())
        .startsWith("There is no configuration file nowhere.yaml");
    assertThat(Commands.run("train", folder.toString()).code()).isEqualTo(2);
    assertThat(Commands.run("checkpoints", folder.toString()).err())
        .startsWith("There is no checkpoint in " + folder);
    assertThat(Commands.run("evaluate", folder.toString(), "x").err())
        .contains(folder + " is not a checkpoint");
    assertThat(Commands.run("ingest", folder + "/none", folder + "/out", MASTER).err())
        .contains(folder + "/none");
  }
}
