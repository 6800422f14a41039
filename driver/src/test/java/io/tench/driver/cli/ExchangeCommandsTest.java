package io.tench.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.datasets.storage.HadoopStorage;
import io.tench.models.CheckpointFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeCommandsTest {
  @TempDir private static Path folder;

  private static Path run;
  private static Path image;

  @BeforeAll
  static void publish() throws IOException {
    run = folder.resolve("run");
    CheckpointFiles.write(
        new HadoopStorage(), CheckpointFiles.folder("file:" + run, 4), SmallCheckpoints.after(4));
    image = folder.resolve("image.png");
    ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_BYTE_GRAY), "png", image.toFile());
  }

  @ParameterizedTest
  @ValueSource(strings = {"onnx", "safetensors", "dl4j"})
  void exportsAndImportsANetworkThatPredictsTheSame(String format) {
    Path file = folder.resolve("network." + format);
    Path imported = folder.resolve("imported from " + format);

    Commands.Result exported =
        Commands.run("export", run.toString(), file.toString(), "--to", format);
    Commands.Result result = Commands.run("import", file.toString(), imported.toString());

    assertThat(exported.err() + result.err()).isEmpty();
    assertThat(exported.code() + result.code()).isZero();
    assertThat(exported.out()).contains(file.toString(), "lenet, round 4, 6 classes");
    assertThat(result.out()).contains("round-000000", "lenet, 6 classes");
    assertThat(Commands.run("predict", imported.toString(), image.toString()))
        .isEqualTo(Commands.run("predict", run.toString(), image.toString()));
    assertThat(Commands.run("checkpoints", imported.toString()).out()).contains("verified");
  }

  @Test
  void refusesToReplaceWhatIsThere() throws IOException {
    Path file = Files.writeString(folder.resolve("mine.onnx"), "mine");

    refuses("mine.onnx exists", "export", run.toString(), file.toString(), "--to", "onnx");
    assertThat(file).hasContent("mine");
    Path whole = folder.resolve("whole.safetensors");
    Commands.run("export", run.toString(), whole.toString(), "--to", "safetensors");
    refuses("already holds checkpoints", "import", whole.toString(), run.toString());
  }

  @Test
  void refusesADamagedFileAndWritesNothing() throws IOException {
    Path file = folder.resolve("damaged.safetensors");
    Commands.run("export", run.toString(), file.toString(), "--to", "safetensors");
    Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 5000));
    Path out = folder.resolve("never");

    refuses("damaged.safetensors is not a whole", "import", file.toString(), out.toString());

    assertThat(out).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "export RUN OUT | Missing required option: '--to=FORMAT'",
        "export RUN OUT --to pickle | There is no exchange format \"pickle\"",
        "export NOWHERE OUT --to onnx | is not a checkpoint",
        "import NOWHERE OUT | There is no file",
        "import IMAGE OUT | is not a file that Tench imports",
        "import IMAGE OUT --labels NOWHERE | There is no label file",
        "import IMAGE OUT --labels IMAGE | is not a list of classes",
        "import IMAGE OUT --input 224 | --input must be channels",
        "import IMAGE OUT --input 3x0x224 | --input must be channels",
        "import IMAGE OUT --mean 0.5 | go together",
        "import IMAGE OUT --mean 0.5 --deviation 0 | do not fit"
      })
  void refusesWhatCannotBeInOneSentence(String line, String message) {
    String[] arguments =
        Stream.of(line.split(" ", -1))
            .map(
                word ->
                    word.equals("RUN")
                        ? run.toString()
                        : word.equals("IMAGE")
                            ? image.toString()
                            : word.matches("OUT|NOWHERE") ? folder.resolve(word).toString() : word)
            .toArray(String[]::new);

    refuses(message, arguments);

    assertThat(folder.resolve("OUT")).doesNotExist();
  }

  private static void refuses(String message, String... arguments) {
    Commands.Result result = Commands.run(arguments);
    assertThat(result.err()).contains(message).hasLineCount(1).doesNotContain("Exception");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
  }
}
