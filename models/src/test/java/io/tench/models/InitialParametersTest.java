package io.tench.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tench.datasets.ImageShape;
import java.util.Arrays;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.junit.jupiter.api.Test;

class InitialParametersTest {
  private final ComputationGraphConfiguration configuration =
      Architecture.named("resnet-18").configuration(new ImageShape(3, 64, 64), 200, 1);

  @Test
  void areAFunctionOfConfigurationAndSeed() {
    float[] parameters = InitialParameters.of(configuration, 42);
    String json = configuration.toJson();
    assertThat(InitialParameters.of(ComputationGraphConfiguration.fromJson(json), 42))
        .isEqualTo(parameters);
    assertThat(InitialParameters.of(configuration, 43)).isNotEqualTo(parameters);
  }

  @Test
  void followEachLayersDistribution() {
    float[] parameters = InitialParameters.of(configuration, 42);
    for (ParameterSlice slice : ParameterLayout.of(configuration).slices()) {
      float[] values = Arrays.copyOfRange(parameters, (int) slice.offset(), (int) slice.end());
      switch (slice.role()) {
        case SCALE, RUNNING_VARIANCE -> assertThat(values).containsOnly(1);
        case BIAS, SHIFT, RUNNING_MEAN -> assertThat(values).containsOnly(0);
        case WEIGHT -> {
          double expected = deviation(slice);
          assertThat(mean(values, 1)).as(slice.layer()).isCloseTo(0, within(expected / 20));
          assertThat(Math.sqrt(mean(values, 2)))
              .as(slice.layer())
              .isCloseTo(expected, within(expected / 20));
        }
      }
    }
  }

  @Test
  void areTheSameBitsOnEveryMachine() {
    float[] parameters = InitialParameters.of(configuration, 42);
    assertThat(Arrays.hashCode(parameters)).isEqualTo(-1_035_468_731);
  }

  /** He normal by fan-out for convolutions; uniform within 1 / sqrt(fan-in) for the last layer. */
  private static double deviation(ParameterSlice slice) {
    return slice.layer().equals("fc")
        ? 1 / Math.sqrt(3.0 * slice.shape().get(0))
        : Math.sqrt(2.0 / (slice.shape().get(0) * slice.shape().get(2) * slice.shape().get(3)));
  }

  private static double mean(float[] values, int power) {
    double sum = 0;
    for (float value : values) {
      sum += Math.pow(value, power);
    }
    return sum / values.length;
  }
}
