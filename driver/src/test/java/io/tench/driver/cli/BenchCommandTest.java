package io.tench.driver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BenchCommandTest {
  private static final String RATE = "\\s+\\d+\\.\\d images/s\\s+\\d+\\.\\d\\d of ";

  @Test
  void comparesTheStepOfBackends() {
    String out =
        run("bench step --backends nd4j,torch --networks lenet:28:4,lenet:32:2 --repetitions 2");

    assertThat(out)
        .containsPattern("lenet, 28 px, batch 4 +nd4j" + RATE + "nd4j\n")
        .containsPattern("lenet, 32 px, batch 2 +torch" + RATE + "nd4j\n");
  }

  @Test
  void holdsTheInputAgainstTheStep() {
    String out = run("bench input --network lenet:28:8 --steps 2 --repetitions 2 --replicas 2");

    assertThat(out)
        .containsPattern("decoder, one core" + RATE + "the step alone\\n")
        .containsPattern("crop to batch, one core" + RATE + "the step alone\\n")
        .containsPattern("decoding alone" + RATE + "the step alone\n")
        .containsPattern("the step alone\\s+\\d+\\.\\d images/s\\s+1\\.00 of the step alone\n")
        .containsPattern("both together" + RATE + "the step alone\n");
  }

  @Test
  void measuresTheMachineryOfRounds() {
    assertThat(run("bench round --rounds 2"))
        .containsPattern("5 thousand parameters: round +\\d+\\.\\d ms  machinery +\\d+\\.\\d ms")
        .containsPattern("25 million parameters: round +\\d+\\.\\d ms");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          step --networks resnet-20:32     | it must be ARCHITECTURE:PIXELS:BATCH such as resnet-20:32:128
          step --networks resnet-21:32:8   | architecture "resnet-21" is not known
          step --backends tensorflow       | backend "tensorflow" is not known
          step --backends torch:float8     | The precision in --backends torch:float8 must be one of float32, bfloat16
          step --backends nd4j:bfloat16    | training.precision: bfloat16 needs training.backend: torch
          step --device gpu                | it must be cpu, cuda, or one GPU such as cuda:0, was "gpu"
          step --backends torch --device cuda | training.device: cuda needs the GPU's tench.jar
          step --repetitions 0             | it must be a number >= 1, was "0"
          input --network lenet:28:4000    | the measurement takes 52000: lower --steps or the batch
          input no-such-folder             | no-such-folder
          round --rounds 2000              | the embedded sample has 10000: lower --rounds or --replicas
          """)
  void refusesInOneSentence(String line, String message) {
    Commands.Result result = Commands.run(("bench " + line).split(" ", -1));

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err()).contains(message).hasLineCount(1);
  }

  private static String run(String line) {
    Commands.Result result = Commands.run(line.split(" ", -1));
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    return result.out();
  }
}
