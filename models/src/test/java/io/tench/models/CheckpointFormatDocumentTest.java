package io.tench.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tench.datasets.storage.HadoopStorage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The specification's own example reads what Tench writes. */
class CheckpointFormatDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "checkpoint-format.md");

  @TempDir private Path temporary;

  @Test
  void pythonReadsEveryParameterInItsShape() throws Exception {
    assumeTrue(
        run("-c", "import numpy").exitCode() == 0, "python3 with numpy is not on this machine");
    Checkpoint checkpoint = Checkpoints.lenet();
    String folder = temporary.resolve("round-000042").toString();
    CheckpointFiles.write(new HadoopStorage(), folder, checkpoint);

    Result result = run("-c", example(), folder);

    assertThat(result.exitCode()).as(result.output()).isZero();
    List<String> read = result.output().lines().toList();
    List<ParameterSlice> slices = checkpoint.network().layout().slices();
    assertThat(read).hasSameSizeAs(slices);
    for (int index = 0; index < read.size(); index++) {
      ParameterSlice slice = slices.get(index);
      List<String> words = new ArrayList<>(List.of(slice.layer(), slice.key()));
      slice.shape().forEach(side -> words.add(side.toString()));
      String[] line = read.get(index).split(" ");
      assertThat(List.of(line).subList(0, words.size())).isEqualTo(words);
      float[] parameters = checkpoint.parameters();
      assertThat(Float.parseFloat(line[words.size()])).isEqualTo(parameters[(int) slice.offset()]);
      assertThat(Float.parseFloat(line[words.size() + 1]))
          .isEqualTo(parameters[(int) slice.end() - 1]);
    }
  }

  private static String example() throws IOException {
    String document = Files.readString(DOCUMENT);
    String start = "```python\n";
    int from = document.indexOf(start) + start.length();
    return document.substring(from, document.indexOf("```", from));
  }

  private record Result(int exitCode, String output) {}

  private static Result run(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException noPython) {
      return new Result(-1, noPython.getMessage());
    }
  }
}
