package io.tench.driver.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.Augmentation;
import io.tench.datasets.BadInputException;
import io.tench.datasets.ImageShape;
import io.tench.driver.InnerSteps;
import io.tench.driver.OuterOptimizer;
import io.tench.driver.RunConfiguration;
import io.tench.models.transfer.FineTuning;
import io.tench.workers.InnerOptimizer;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RunConfigurationReaderTest {
  private static final String SHORT =
      """
      run: runs/short
      data: {train: a, validation: b}
      network: {architecture: lenet, input: 28x20x1}
      training:
        epochs: 2
        replicas: 4
        batch-size: 16
        learning-rate: {peak: 0.1}
      """;

  private static RunConfiguration read(String yaml, String... overrides) {
    return RunConfigurationReader.read("run.yaml", yaml, List.of(overrides));
  }

  private static String refusal(String yaml, String... overrides) {
    try {
      read(yaml, overrides);
    } catch (BadInputException refused) {
      return refused.getMessage();
    }
    throw new AssertionError("was accepted");
  }

  @Test
  void readsWhatIsWrittenAndFillsInTheRest() {
    RunConfiguration run = read(SHORT);

    assertThat(run.run()).isEqualTo("runs/short");
    assertThat(run.seed()).isEqualTo(1);
    assertThat(run.network().input()).isEqualTo(new ImageShape(1, 28, 20));
    assertThat(run.network().resize()).isEqualTo(20);
    assertThat(run.augmentation()).isEqualTo(Augmentation.NONE);
    assertThat(run.training().innerSteps()).isEqualTo(new InnerSteps.Constant(1));
    assertThat(run.training().innerOptimizer()).isEqualTo(new InnerOptimizer.Sgd(0.9, true, 0));
    assertThat(run.training().outerOptimizer()).isEqualTo(new OuterOptimizer.Average());
    assertThat(run.training().learningRate().decay())
        .isEqualTo(new RunConfiguration.Decay.Cosine());
  }

  @Test
  void readsEveryKind() {
    RunConfiguration run =
        read(
            SHORT,
            "network.input=224x224x3",
            "augmentation={crop: random-resized, min-area: 0.3, flip: true}",
            "training.inner-steps={policy: qsr, base: 4, alpha: 0.2}",
            "training.inner-optimizer={type: adam, weight-decay: 5e-4}",
            "training.outer-optimizer=nesterov",
            "training.inner-state=reset",
            "training.learning-rate.decay={type: steps, at-epochs: [1, 1.5], factor: 0.2}");

    assertThat(run.network().resize()).isEqualTo(256);
    assertThat(run.augmentation())
        .isEqualTo(new Augmentation(new Augmentation.Crop.RandomResized(0.3), true));
    assertThat(run.training().innerSteps()).isEqualTo(new InnerSteps.Qsr(4, 0.2));
    assertThat(run.training().innerOptimizer())
        .isEqualTo(new InnerOptimizer.Adam(0.9, 0.999, 1e-8, 5e-4));
    assertThat(run.training().outerOptimizer()).isEqualTo(new OuterOptimizer.Nesterov(0.7, 0.9));
    assertThat(run.training().innerState()).isEqualTo(RunConfiguration.InnerState.RESET);
    assertThat(run.training().learningRate().decay())
        .isEqualTo(new RunConfiguration.Decay.Steps(List.of(1.0, 1.5), 0.2));
  }

  @Test
  void takesOneValueForASectionWhereThatIsEnough() {
    RunConfiguration run =
        read(
            SHORT,
            "training.inner-steps=8",
            "training.learning-rate=0.3",
            "training.inner-optimizer=sgd");

    assertThat(run.training().innerSteps()).isEqualTo(new InnerSteps.Constant(8));
    assertThat(run.training().learningRate().peak()).isEqualTo(0.3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          training.epochs=0              | training.epochs must be >= 1, was "0"
          training.epochs=three          | training.epochs must be a whole number >= 1, was "three"
          training.epochs=1.5            | training.epochs must be a whole number >= 1, was "1.5"
          training.epochs=[1]            | training.epochs must be a value, is a list
          training.epochs=               | training.epochs must be a value, is empty
          training.epocs=3               | the key training.epocs is unknown; did you mean epochs?
          trainig.epochs=3               | the key trainig is unknown; did you mean training?
          seed=99999999999999999999      | seed must be a whole number >= 0
          training=3                     | training must be a section with keys of its own, is "3"
          training.batch-size.more=3     | training.batch-size is "16" in the file, not a section
          training.label-smoothing=1     | training.label-smoothing must be in [0, 1), was "1"
          training.label-smoothing=NaN   | training.label-smoothing must be in [0, 1), was "NaN"
          training.inner-optimizer.type=smd | must be one of sgd, adam, was "smd"; did you mean sgd?
          training.inner-optimizer={type: adam, momentum: 0.9} | unknown
          training.inner-optimizer={momentum: 0, nesterov: true} | nesterov needs a momentum > 0
          training.inner-steps={policy: qsr, base: 4} | the key training.inner-steps.alpha is missing
          training.learning-rate.decay={type: steps, at-epochs: [3, 1]} | at-epochs must be ascending
          training.learning-rate.decay={type: steps, at-epochs: 3} | must be a list of numbers
          training.learning-rate.decay={type: steps, at-epochs: [a]} | must be a number > 0, was "a"
          augmentation={crop: padded, padding: -1} | augmentation.padding must be >= 0, was "-1"
          augmentation={crop: center, padding: 2} | the key augmentation.padding is unknown
          augmentation={flip: maybe}     | augmentation.flip must be one of true, false, was "maybe"
          network.input=224              | network.input must be height x width x channels
          network.input=0x20x3           | height and width must be >= 1
          network.resize=8               | network.resize must be >= 20, was "8"
          training                       | must look like key=value
          a={b                           | is not YAML
          """)
  void namesTheFault(String override, String message) {
    assertThat(refusal(SHORT, override)).contains("--set " + override).contains(message);
  }

  @Test
  void namesFileAndLine() {
    assertThat(refusal(SHORT.replace("epochs: 2", "epochs: -2")))
        .isEqualTo("run.yaml line 5: training.epochs must be >= 1, was \"-2\".");
  }

  @Test
  void namesAllProblemsAtOnce() {
    String message =
        refusal(
            """
            run: x
            run: y
            seed: one
            data: {train: a, valdation: b}
            network: {architecture: lenet, input: big}
            training: {epochs: 0, replicas: 0, batch-size: -1, learning-rate: {peak: -3}}
            colour: red
            """,
            "checkpoints.keep-last=0");

    assertThat(message.lines()).hasSize(12).first().isEqualTo("11 problems:");
    assertThat(message)
        .contains("run.yaml line 2: the key run appears twice")
        .contains("run.yaml line 3: seed must be a whole number >= 0, was \"one\"")
        .contains("run.yaml line 4: the key data.validation is missing")
        .contains("run.yaml line 4: the key data.valdation is unknown; did you mean validation?")
        .contains("line 5: network.input must be height x width x channels")
        .contains("line 6: training.epochs must be >= 1, was \"0\"")
        .contains("line 6: training.replicas")
        .contains("line 6: training.batch-size")
        .contains("line 6: training.learning-rate.peak must be > 0, was \"-3\"")
        .contains("line 7: the key colour is unknown")
        .contains("--set checkpoints.keep-last=0: checkpoints.keep-last must be >= 1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          'run: [1'          | line 1
          'just words'       | must hold keys and values
          ''                 | must hold keys and values
          '- a list'         | must hold keys and values
          'a: 1\n---\nb: 2'  | more than one YAML document
          """)
  void refusesWhatIsNotASection(String yaml, String message) {
    assertThatThrownBy(() -> read(yaml.replace("\\n", "\n")))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining("run.yaml")
        .hasMessageContaining(message);
  }

  @Test
  void laterOverridesWin() {
    assertThat(read(SHORT, "seed=3", "seed=4").seed()).isEqualTo(4);
  }

  @Test
  void readsWhatARunBuildsOn() {
    String tuned = SHORT.replaceAll("network: .*\n", "");
    RunConfiguration run =
        read(
            tuned,
            "transfer={from-checkpoint: runs/base, new-head: true, freeze-until: layer3}",
            "transfer.unfreeze={2: layer2, 4: none}",
            "transfer.slow={layer3.1: 0.1}",
            "transfer.layer-decay=0.385");

    assertThat(run.network()).isEqualTo(RunConfiguration.Model.OF_CHECKPOINT);
    assertThat(run.transfer())
        .isEqualTo(
            new FineTuning(
                "runs/base",
                true,
                "layer3",
                new TreeMap<>(Map.of(2, "layer2", 4, "none")),
                Map.of("layer3.1", 0.1),
                0.385));
    assertThat(read(RunConfigurationWriter.resolvedYaml(withNetwork(run))))
        .isEqualTo(withNetwork(run));
    RunConfiguration inPart = read(tuned, "transfer={from-checkpoint: runs/base, keep-until: x}");
    assertThat(inPart.transfer().keepUntil()).isEqualTo("x");
    assertThat(read(RunConfigurationWriter.resolvedYaml(withNetwork(inPart))))
        .isEqualTo(withNetwork(inPart));
    assertThat(read(SHORT).transfer()).isEqualTo(FineTuning.FROM_SCRATCH);
  }

  /** As a run resolves it. */
  private static RunConfiguration withNetwork(RunConfiguration run) {
    return run.withTransfer(run.transfer(), read(SHORT).network());
  }

  @Test
  void stretchesItsSchedulesToOtherEpochs() {
    RunConfiguration.Training training =
        read(
                SHORT,
                "training.inner-steps={policy: post-local, steps: 8, from-epoch: 1}",
                "training.learning-rate={peak: 0.1, warmup-epochs: 0.5,"
                    + " decay: {type: steps, at-epochs: [1, 1.5], factor: 0.1}}")
            .training()
            .over(6);

    assertThat(training.epochs()).isEqualTo(6);
    assertThat(training.innerSteps()).isEqualTo(new InnerSteps.PostLocal(8, 3));
    assertThat(training.learningRate())
        .isEqualTo(
            new RunConfiguration.Rate(
                0.1, 1.5, new RunConfiguration.Decay.Steps(List.of(3.0, 4.5), 0.1)));
  }

  @Test
  void saysWhatIsWrongWithATransfer() {
    assertThat(refusal(SHORT, "transfer.freeze-untill=layer3", "transfer.from-checkpoint=a"))
        .contains("the key transfer.freeze-untill is unknown; did you mean freeze-until?");
    assertThat(
            refusal(
                SHORT,
                "transfer={from-checkpoint: a, unfreeze: {two: x}, slow: {y: 0}, layer-decay: 2}"))
        .contains(
            "transfer.unfreeze must have epochs such as 2 as keys, has \"two\"",
            "transfer.slow.y must be > 0, was \"0\"",
            "transfer.layer-decay must be in (0, 1], was \"2\"");
    assertThat(refusal(SHORT, "transfer.new-head=true"))
        .contains("the key transfer.from-checkpoint is missing");
  }
}
