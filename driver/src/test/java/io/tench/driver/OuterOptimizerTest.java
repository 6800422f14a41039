package io.tench.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.models.ParameterSlice;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OuterOptimizerTest {
  private static final ParameterLayout LAYOUT = Networks.network("resnet-20", 32).layout();
  private static final int LENGTH = Math.toIntExact(LAYOUT.length());
  private static final double RATE = 0.05;

  @Test
  void takesTheAverageAsItIs() {
    float[] average = Networks.vector(LENGTH, 1);
    OuterOptimizer.Step step =
        new OuterOptimizer.Average()
            .step(Networks.vector(LENGTH, 2), average, OptimizerState.NONE, RATE, LAYOUT);

    assertThat(step.parameters()).isEqualTo(average);
    assertThat(step.state()).isSameAs(OptimizerState.NONE);
  }

  @Test
  void isTheAverageToTheBitAtRateOneWithoutMomentum() {
    Random random = new Random(8);
    float[] start = Networks.vector(LENGTH, 3);
    float[] average = Networks.vector(LENGTH, 4);
    for (int index = 0; index < LENGTH; index++) {
      average[index] *= (float) Math.pow(10, random.nextInt(30) - 25);
    }
    for (OuterOptimizer optimizer :
        List.of(new OuterOptimizer.Nesterov(1, 0), new OuterOptimizer.SlowMo(1, 0))) {
      OuterOptimizer.Step step = optimizer.step(start, average, OptimizerState.NONE, RATE, LAYOUT);
      assertThat(step.parameters()).isEqualTo(average);
    }
  }

  @Test
  void followsDiLoCosFormulaOverSeveralRounds() {
    OuterOptimizer optimizer = new OuterOptimizer.Nesterov(0.7, 0.9);
    float[] start = Networks.vector(LENGTH, 5);
    OptimizerState state = OptimizerState.NONE;
    double[] velocity = new double[LENGTH];
    for (int round = 1; round <= 4; round++) {
      float[] average = Networks.vector(LENGTH, 100 + round);
      OuterOptimizer.Step step = optimizer.step(start, average, state, RATE, LAYOUT);
      double largest = 0;
      for (ParameterSlice slice : trained()) {
        for (int i = (int) slice.offset(); i < slice.end(); i++) {
          double gradient = (double) start[i] - average[i];
          velocity[i] = 0.9 * velocity[i] + gradient;
          double expected = start[i] - 0.7 * (gradient + 0.9 * velocity[i]);
          largest = Math.max(largest, Math.abs(step.parameters()[i] - expected));
        }
      }
      assertThat(largest).isLessThan(1e-5);
      requireAveragedStatistics(step, average);
      assertThat(step.state().steps()).isEqualTo(round);
      start = step.parameters();
      state = step.state();
    }
  }

  @Test
  void followsSlowMosFormulaOverSeveralRounds() {
    OuterOptimizer optimizer = new OuterOptimizer.SlowMo(0.8, 0.6);
    float[] start = Networks.vector(LENGTH, 6);
    OptimizerState state = OptimizerState.NONE;
    double[] velocity = new double[LENGTH];
    for (int round = 1; round <= 4; round++) {
      double rate = RATE / round;
      float[] average = Networks.vector(LENGTH, 200 + round);
      OuterOptimizer.Step step = optimizer.step(start, average, state, rate, LAYOUT);
      double largest = 0;
      for (ParameterSlice slice : trained()) {
        for (int i = (int) slice.offset(); i < slice.end(); i++) {
          velocity[i] = 0.6 * velocity[i] + ((double) start[i] - average[i]) / rate;
          double expected = start[i] - 0.8 * rate * velocity[i];
          largest = Math.max(largest, Math.abs(step.parameters()[i] - expected));
        }
      }
      assertThat(largest).isLessThan(1e-5);
      requireAveragedStatistics(step, average);
      start = step.parameters();
      state = step.state();
    }
  }

  private static List<ParameterSlice> trained() {
    return LAYOUT.slices().stream().filter(slice -> slice.role().trains()).toList();
  }

  private static void requireAveragedStatistics(OuterOptimizer.Step step, float[] average) {
    float[] velocity = step.state().vectors().get(0);
    for (ParameterSlice slice : LAYOUT.slices()) {
      if (!slice.role().trains()) {
        int from = (int) slice.offset();
        int to = (int) slice.end();
        assertThat(Arrays.copyOfRange(step.parameters(), from, to))
            .isEqualTo(Arrays.copyOfRange(average, from, to));
        assertThat(Arrays.copyOfRange(velocity, from, to)).containsOnly(0);
      }
    }
  }

  @Test
  void refusesValuesThatCannotConverge() {
    assertThatThrownBy(() -> new OuterOptimizer.Nesterov(0, 0.9))
        .hasMessage("outer learning rate must be > 0, was 0.0");
    assertThatThrownBy(() -> new OuterOptimizer.SlowMo(0.7, 1))
        .hasMessage("outer momentum must be in [0, 1), was 1.0");
  }
}
