package io.tench.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.datasets.BadInputException;
import io.tench.datasets.ImageShape;
import io.tench.models.Architecture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComputeTest {
  private static final ImageShape SHAPE = new ImageShape(1, 28, 28);

  @ParameterizedTest
  @ValueSource(strings = {"cpu", "cuda", "cuda:0", "cuda:15"})
  void readsADeviceAndWritesItBack(String name) {
    assertThat(Device.named(name)).hasToString(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "gpu", "cuda:", "cuda:-1", "cuda:100", "cpu:0", "CUDA"})
  void refusesWhatIsNoDevice(String name) {
    assertThatThrownBy(() -> Device.named(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("cpu, cuda, or one GPU such as cuda:0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nd4j  | BFLOAT16 | cpu    | training.precision: bfloat16 needs training.backend: torch; nd4j computes in float32.
          nd4j  | FLOAT32  | cuda   | training.device: cuda needs training.backend: torch; nd4j computes on the CPU.
          torch | FLOAT32  | cuda:1 | training.device: cuda:1 needs the GPU's tench.jar, and this one computes on the CPU only: build it with mvn -Pcuda, or set training.device: cpu.
          torch | BFLOAT16 | cuda   | training.device: cuda needs the GPU's tench.jar, and this one computes on the CPU only: build it with mvn -Pcuda, or set training.device: cpu.
          """)
  void saysWhatAProcessLacks(String backend, Precision precision, String device, String sentence) {
    Compute compute = new Compute(precision, Device.named(device));
    NetworkSettings settings = settings().withCompute(compute);
    Backend engine = Backends.named(backend);

    assertThat(engine.lacks(compute)).hasValue(sentence);
    assertThatThrownBy(() -> engine.open(settings))
        .isInstanceOf(BadInputException.class)
        .hasMessage(sentence);
    assertThat(engine.lacks(Compute.PLAIN)).isEmpty();
  }

  @Test
  void choosesAnEngineWhereTheDriverLacksWhatExecutorsMayHave() {
    NetworkSettings onGpu =
        settings().withCompute(new Compute(Precision.BFLOAT16, Device.named("cuda")));

    assertThat(Backends.named("auto", onGpu).name()).isEqualTo("torch");
    assertThatThrownBy(() -> Backends.named("nd4j", onGpu))
        .hasMessageContaining("needs training.backend: torch");
  }

  private static NetworkSettings settings() {
    return new NetworkSettings(
        Architecture.named("lenet").configuration(SHAPE, 4, 1).toJson(),
        SHAPE,
        4,
        1,
        new InnerOptimizer.Sgd(0, false, 0),
        0,
        0);
  }
}
