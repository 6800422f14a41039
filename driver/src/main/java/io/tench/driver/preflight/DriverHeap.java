package io.tench.driver.preflight;

import io.tench.driver.OuterOptimizer;
import io.tench.driver.RunConfiguration.Training;
import io.tench.driver.preflight.Demand.Part;
import java.util.List;

/**
 * What a run takes of the driver's heap where executors are other processes.
 *
 * @param has most bytes of that heap
 */
public record DriverHeap(List<Part> parts, long has) {
  /** Spark takes in that many results at once ({@code spark.resultGetter.threads}). */
  private static final int TAKEN_IN_AT_ONCE = 4;

  public DriverHeap {
    parts = List.copyOf(parts);
  }

  /**
   * For the rounds of a run.
   *
   * @param parameters floats of the flat vector
   * @param results that come to the driver in a round: those of all replicas, or their average
   */
  public static DriverHeap of(Training training, long parameters, int results, long has) {
    long vector = parameters * Float.BYTES;
    long state = (1 + training.travellingVectors()) * vector;
    long result = training.resultBytes(parameters);
    long outer = training.outerOptimizer() instanceof OuterOptimizer.Average ? 0 : vector;
    return new DriverHeap(
        List.of(
            new Part("checkpoints before and after a round", 2 * (state + outer)),
            new Part("parameters on their way out", state),
            // As vectors; and those that come just now as they came, within a message and without.
            new Part(
                "what comes back",
                results * state + 2L * Math.min(results, TAKEN_IN_AT_ONCE) * result),
            new Part("Spark", Demand.SPARK)),
        has);
  }

  long bytes() {
    return parts.stream().mapToLong(Part::bytes).sum();
  }
}
