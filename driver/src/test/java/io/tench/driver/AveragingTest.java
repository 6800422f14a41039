package io.tench.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tench.driver.RunConfiguration.InnerState;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.models.ParameterRole;
import io.tench.models.ParameterSlice;
import io.tench.workers.ReplicaResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AveragingTest {
  private static final ParameterLayout PLAIN = Networks.network("lenet", 28).layout();
  private static final ParameterLayout NORMED = Networks.network("resnet-20", 32).layout();

  @Test
  void weighsEachReplicaByItsSamples() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    int length = Math.toIntExact(PLAIN.length());
    for (int replicas = 1; replicas <= 5; replicas++) {
      List<ReplicaResult> results = new ArrayList<>();
      for (int replica = 0; replica < replicas; replica++) {
        results.add(result(replica, 1 + random.nextInt(100), length, random.nextLong()));
      }
      float[] average = new Averaging(PLAIN, InnerState.RESET).of(results).parameters();
      double total = results.stream().mapToLong(result -> result.report().samples()).sum();
      double largest = 0;
      for (int index = 0; index < length; index++) {
        double sum = 0;
        double size = 0;
        for (ReplicaResult result : results) {
          double part = (double) result.parameters()[index] * result.report().samples() / total;
          sum += part;
          size += Math.abs(part);
        }
        largest = Math.max(largest, Math.abs(average[index] - sum) / size);
      }
      assertThat(largest).as("seed %d, %d replicas", seed, replicas).isLessThan(1e-7);
    }
  }

  @Test
  void givesEqualReplicasBackWithTheirBits() {
    int length = Math.toIntExact(NORMED.length());
    float[] parameters = withVariances(Networks.vector(length, 3));
    List<ReplicaResult> results = new ArrayList<>();
    for (int replica = 0; replica < 3; replica++) {
      results.add(result(replica, 7 + replica, parameters.clone(), OptimizerState.NONE));
    }
    assertThat(new Averaging(NORMED, InnerState.AVERAGE).of(results).parameters())
        .isEqualTo(parameters);
  }

  @Test
  void doesNotCountReplicasWithoutSamples() {
    int length = Math.toIntExact(PLAIN.length());
    ReplicaResult worked = result(1, 5, length, 1);
    List<ReplicaResult> results = List.of(result(0, 0, length, 2), worked, result(2, 0, length, 3));

    assertThat(new Averaging(PLAIN, InnerState.AVERAGE).of(results).parameters())
        .isEqualTo(worked.parameters());
  }

  /** The merged variance is that of all samples together, of which each replica saw a part. */
  @Test
  void mergesRunningStatisticsByTheLawOfTotalVariance() {
    Random random = new Random(4);
    int length = Math.toIntExact(NORMED.length());
    ParameterLayout.RunningStatistics layer = NORMED.runningStatistics().get(2);
    int mean = (int) layer.mean().offset();
    int variance = (int) layer.variance().offset();
    int[] sizes = {30, 50, 20};
    List<ReplicaResult> results = new ArrayList<>();
    List<Double> all = new ArrayList<>();
    for (int replica = 0; replica < sizes.length; replica++) {
      List<Double> seen = new ArrayList<>();
      for (int sample = 0; sample < sizes[replica]; sample++) {
        seen.add(10 * replica + random.nextGaussian());
      }
      float[] parameters = withVariances(Networks.vector(length, replica));
      parameters[mean] = (float) mean(seen);
      parameters[variance] = (float) variance(seen);
      results.add(result(replica, sizes[replica], parameters, OptimizerState.NONE));
      all.addAll(seen);
    }
    float[] merged = new Averaging(NORMED, InnerState.AVERAGE).of(results).parameters();

    assertThat((double) merged[mean]).isCloseTo(mean(all), within(1e-5));
    assertThat((double) merged[variance]).isCloseTo(variance(all), within(1e-4));
    assertThat(variance(all)).isGreaterThan(40);
  }

  @Test
  void averagesOptimizerStatesOrResetsThem() {
    int length = Math.toIntExact(PLAIN.length());
    OptimizerState first = state(length, 1, 9);
    OptimizerState second = state(length, 2, 8);
    List<ReplicaResult> results =
        List.of(
            result(0, 10, Networks.vector(length, 3), first),
            result(1, 30, Networks.vector(length, 4), second));

    OptimizerState average = new Averaging(PLAIN, InnerState.AVERAGE).of(results).inner();
    assertThat(average.steps()).isEqualTo(9);
    assertThat(average.vectors()).hasSize(2);
    double largest = 0;
    for (int vector = 0; vector < 2; vector++) {
      for (int index = 0; index < length; index++) {
        double expected =
            0.25 * first.vectors().get(vector)[index] + 0.75 * second.vectors().get(vector)[index];
        largest = Math.max(largest, Math.abs(average.vectors().get(vector)[index] - expected));
      }
    }
    assertThat(largest).isLessThan(1e-6);
    assertThat(new Averaging(PLAIN, InnerState.RESET).of(results).inner())
        .isSameAs(OptimizerState.NONE);
  }

  @Test
  void cutsEverythingIntoSlicesAndNoBatchNormApart() {
    int length = Math.toIntExact(NORMED.length());
    Averaging averaging = new Averaging(NORMED, InnerState.AVERAGE);
    for (int count : new int[] {1, 2, 7, 50, 1000, 10 * length}) {
      List<Slice> slices = averaging.slices(count);
      assertThat(slices).hasSizeBetween(1, count);
      int from = 0;
      for (Slice slice : slices) {
        assertThat(slice.from()).isEqualTo(from);
        assertThat(slice.length()).isPositive();
        from = slice.to();
      }
      assertThat(from).isEqualTo(length);
      for (ParameterLayout.RunningStatistics layer : NORMED.runningStatistics()) {
        assertThat(slices)
            .as("%d slices", count)
            .anyMatch(
                slice ->
                    slice.from() <= layer.mean().offset() && layer.variance().end() <= slice.to());
      }
    }
    assertThat(averaging.slices(7)).allMatch(slice -> slice.length() < length / 6);
  }

  private static OptimizerState state(int length, long seed, long steps) {
    return new OptimizerState(
        List.of(Networks.vector(length, seed), Networks.vector(length, -seed)), steps);
  }

  private static float[] withVariances(float[] parameters) {
    for (ParameterSlice slice : NORMED.slices()) {
      if (slice.role() == ParameterRole.RUNNING_VARIANCE) {
        for (int index = (int) slice.offset(); index < slice.end(); index++) {
          parameters[index] = Math.abs(parameters[index]);
        }
      }
    }
    return parameters;
  }

  private static ReplicaResult result(int replica, long samples, int length, long seed) {
    return result(replica, samples, Networks.vector(length, seed), OptimizerState.NONE);
  }

  private static ReplicaResult result(
      int replica, long samples, float[] parameters, OptimizerState state) {
    Duration none = Duration.ZERO;
    return new ReplicaResult(
        new ReplicaResult.Report(replica, samples, 1, 0, 0, none, none, none), parameters, state);
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static double variance(List<Double> values) {
    double mean = mean(values);
    return values.stream()
        .mapToDouble(value -> (value - mean) * (value - mean))
        .average()
        .orElseThrow();
  }
}
