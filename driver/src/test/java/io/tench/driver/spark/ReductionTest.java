package io.tench.driver.spark;

import static org.assertj.core.api.Assertions.assertThat;

import io.tench.driver.Averaging;
import io.tench.driver.Networks;
import io.tench.driver.RoundOutcome;
import io.tench.driver.RunConfiguration.InnerState;
import io.tench.driver.compression.Compression;
import io.tench.driver.compression.ResultCodec;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.workers.ReplicaResult;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.broadcast.Broadcast;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ReductionTest {
  private static final ParameterLayout LAYOUT = Networks.network("resnet-20", 32).layout();
  private static final int LENGTH = Math.toIntExact(LAYOUT.length());

  private static JavaSparkContext spark;

  @BeforeAll
  static void begin() {
    spark = LocalSpark.start();
  }

  @AfterAll
  static void end() {
    spark.stop();
  }

  @Test
  void givesTheDirectAveragesBitsInAnyNumberOfSlices() throws Exception {
    Jobs jobs = new Jobs(spark);
    for (int replicas : new int[] {1, 2, 3, 9}) {
      for (Compression compression : Compression.values()) {
        requireSameBits(jobs, outputs(replicas, compression));
      }
    }
  }

  private static void requireSameBits(Jobs jobs, JavaRDD<ReplicaOutput> outputs) throws Exception {
    Averaging averaging = new Averaging(LAYOUT, InnerState.AVERAGE);
    RoundOutcome direct = new DirectReduction(jobs, averaging).run("direct", outputs);
    for (int slices : new int[] {2, 5, 40}) {
      RoundOutcome sliced = new SlicedReduction(jobs, averaging, slices).run("sliced", outputs);
      requireSame(sliced, direct);
      assertThat(sliced.averaging()).isPositive();
    }
  }

  @Test
  void carriesNoOptimizerStateWhereItIsReset() throws Exception {
    Jobs jobs = new Jobs(spark);
    Averaging averaging = new Averaging(LAYOUT, InnerState.RESET);
    RoundOutcome sliced =
        new SlicedReduction(jobs, averaging, 4).run("reset", outputs(6, Compression.NONE));

    assertThat(sliced.inner().vectors()).isEmpty();
    assertThat(sliced.inner().steps()).isZero();
    assertThat(sliced.average())
        .isEqualTo(
            new DirectReduction(jobs, averaging)
                .run("reset", outputs(6, Compression.NONE))
                .average());
  }

  private static JavaRDD<ReplicaOutput> outputs(int replicas, Compression compression) {
    List<Integer> indices = IntStream.range(0, replicas).boxed().toList();
    float[] start = Networks.vector(LENGTH, 99);
    return spark
        .parallelize(indices, replicas)
        .map(
            new Output(
                compression.codec(LAYOUT).orElse(null),
                spark.broadcast(new TravellingState(null, start, OptimizerState.NONE))));
  }

  private static void requireSame(RoundOutcome actual, RoundOutcome expected) {
    assertThat(bits(actual.average())).isEqualTo(bits(expected.average()));
    assertThat(actual.inner().steps()).isEqualTo(expected.inner().steps());
    assertThat(actual.inner().vectors()).hasSize(1);
    assertThat(bits(actual.inner().vectors().get(0)))
        .isEqualTo(bits(expected.inner().vectors().get(0)));
    assertThat(actual.reports()).isEqualTo(expected.reports());
  }

  private static int[] bits(float[] vector) {
    return IntStream.range(0, vector.length)
        .map(index -> Float.floatToRawIntBits(vector[index]))
        .toArray();
  }

  /** What a replica brings back, written out as between processes; replica 1 saw no samples. */
  private record Output(ResultCodec codec, Broadcast<TravellingState> start)
      implements Function<Integer, ReplicaOutput> {
    @Override
    public ReplicaOutput call(Integer replica) {
      float[] parameters = Networks.vector(LENGTH, replica);
      for (ParameterLayout.RunningStatistics layer : LAYOUT.runningStatistics()) {
        for (int index = (int) layer.variance().offset(); index < layer.variance().end(); index++) {
          parameters[index] = Math.abs(parameters[index]);
        }
      }
      Duration took = Duration.ofMillis(replica);
      long samples = replica == 1 ? 0 : 10 + 7L * replica;
      ReplicaResult.Report report =
          new ReplicaResult.Report(replica, samples, 3, 0.5, 4, took, took, took);
      OptimizerState state =
          new OptimizerState(List.of(Networks.vector(LENGTH, -1L - replica)), 3 + replica);
      if (codec == null) {
        return new ReplicaOutput.Plain(report, new TravellingState(null, parameters, state));
      }
      ReplicaResult result = new ReplicaResult(report, parameters, state);
      return new ReplicaOutput.Compressed(
          codec, codec.compress(result, start.value().parameters(), replica), start);
    }
  }
}
