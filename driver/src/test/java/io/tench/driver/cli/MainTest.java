package io.tench.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                               | Missing required subcommand
          predct                           | predct
          predict                          | Missing required parameters: 'CHECKPOINT', 'IMAGE'
          ingest a                         | Missing required parameter: 'OUT'
          ingest a b --resize much         | Invalid value for option '--resize'
          ingest a b --resize -1           | --resize must be >= 0, was -1.
          ingest a b --shard-size large    | --shard-size must be a size such as 96MB, was "large".
          ingest a b --val-fraction 1      | --val-fraction must be in [0, 1), was 1.0.
          ingest a b --format jpeg         | There is no source format "jpeg": use one of auto,
          ingest a b --no-such-option      | Unknown option: '--no-such-option'
          """)
  void refusesACommandLineInOneSentence(String line, String message) {
    Commands.Result result = Commands.run(line.isEmpty() ? new String[0] : line.split(" ", -1));

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(message).hasLineCount(1).doesNotContain("Exception");
    assertThat(result.out()).isEmpty();
  }

  @Test
  void saysItsVersionAndItsCommands() {
    assertThat(Commands.run("--version").out()).startsWith("Tench ");
    assertThat(Commands.run("--help").out()).contains("ingest", "predict");
  }

  @Test
  void showsAStackTraceOnlyWhenAsked() {
    String[] missing = {"predict", "no-such-folder", "no-such-image"};

    assertThat(Commands.run(missing).err()).hasLineCount(1).doesNotContain("\tat ");
    assertThat(Commands.run("predict", "no-such-folder", "no-such-image", "--debug").err())
        .contains("BadInputException", "\tat io.tench");
  }
}
