package io.tench.driver.configuration;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.driver.RunConfiguration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunConfigurationWriterTest {
  private static final String YAML =
      """
      run: hdfs://nn:8020/runs/a b
      data: {train: "sample:fashion-mnist/train", validation: "#odd"}
      network: {architecture: lenet, input: 28x28x1}
      training:
        epochs: 2
        replicas: 4
        batch-size: 16
        learning-rate: {peak: 0.1, decay: {type: steps, at-epochs: [1, 2], factor: 0.1}}
      """;

  private static RunConfiguration read(String... overrides) {
    return RunConfigurationReader.read("run.yaml", YAML, List.of(overrides));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "seed=9007199254740993",
        "run=true",
        "run='12'",
        "augmentation={crop: padded, padding: 3, flip: true}",
        "augmentation={crop: random-resized, min-area: 0.08}",
        "training.inner-steps={policy: qsr, base: 4, alpha: 0.2}",
        "training.inner-steps={policy: post-local, steps: 4, from-epoch: 1.5}",
        "training.inner-optimizer={type: adam, weight-decay: 5e-4}",
        "training.outer-optimizer=nesterov",
        "training.outer-optimizer=slowmo",
        "training.inner-state=reset",
        "training.compression=int8",
        "training.learning-rate.decay=constant",
        "training.label-smoothing=1e-9",
      })
  void readsBackWhatItWrote(String override) {
    RunConfiguration run = read(override);

    String resolved = RunConfigurationWriter.resolvedYaml(run);

    assertThat(RunConfigurationReader.read("resolved", resolved, List.of()))
        .as(resolved)
        .isEqualTo(run);
    assertThat(RunConfigurationWriter.resolvedYaml(run)).isEqualTo(resolved);
  }

  @Test
  void writesEveryKey() {
    assertThat(RunConfigurationWriter.resolvedYaml(read()))
        .isEqualTo(
            """
            run: hdfs://nn:8020/runs/a b
            seed: 1
            data:
              train: sample:fashion-mnist/train
              validation: '#odd'
              fingerprint: any
            network:
              architecture: lenet
              input: 28x28x1
              resize: 28
            augmentation:
              crop: center
              flip: false
            training:
              epochs: 2
              replicas: 4
              batch-size: 16
              inner-steps:
                policy: constant
                steps: 1
              inner-optimizer:
                type: sgd
                momentum: 0.9
                nesterov: true
                weight-decay: 0.0
              inner-state: average
              outer-optimizer:
                type: average
              compression: none
              learning-rate:
                peak: 0.1
                warmup-epochs: 0.0
                decay:
                  type: steps
                  at-epochs:
                    - 1.0
                    - 2.0
                  factor: 0.1
              label-smoothing: 0.0
              gradient-clip: 0.0
              backend: auto
              precision: float32
              device: cpu
              threads-per-replica: 1
              prefetch: 2
            checkpoints:
              every-rounds: 100
              keep-last: 3
            evaluation:
              every-epochs: 1
              batch-size: 100
            fault-tolerance:
              max-bad-samples: 0
              max-loss: 0.0
              divergence-retries: 0
              divergence-rate-factor: 0.5
              stall-timeout: 3600
            """);
  }
}
