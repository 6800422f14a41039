package io.tench.driver;

import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.models.ParameterSlice;
import java.util.Arrays;
import java.util.List;

/**
 * An outer step with momentum: {@code p = average + pull * Δ - push * v; v = keep * v + add * Δ},
 * both from the old {@code v}. Written from the average, not from the start, so that a step whose
 * {@code pull} and {@code push} are 0 gives the average's very bits.
 */
record MomentumStep(double pull, double push, double keep, double add) {
  OuterOptimizer.Step apply(
      float[] start, float[] average, OptimizerState state, ParameterLayout layout) {
    float[] velocity = state.vectors().isEmpty() ? new float[start.length] : state.vectors().get(0);
    float[] parameters = new float[start.length];
    float[] next = new float[start.length];
    Vectors.inBlocks(
        start.length,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            double difference = (double) start[i] - average[i];
            double old = velocity[i];
            parameters[i] = (float) (average[i] + pull * difference - push * old);
            next[i] = (float) (keep * old + add * difference);
          }
        });
    for (ParameterSlice slice : layout.slices()) {
      if (!slice.role().trains()) {
        int from = Math.toIntExact(slice.offset());
        int to = Math.toIntExact(slice.end());
        System.arraycopy(average, from, parameters, from, to - from);
        Arrays.fill(next, from, to, 0);
      }
    }
    return new OuterOptimizer.Step(
        parameters, new OptimizerState(List.of(next), state.steps() + 1));
  }
}
