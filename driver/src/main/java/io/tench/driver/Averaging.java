package io.tench.driver;

import io.tench.driver.RunConfiguration.InnerState;
import io.tench.models.OptimizerState;
import io.tench.models.ParameterLayout;
import io.tench.workers.ReplicaResult;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * The average of replicas: each weighs as many samples as it trained on, and every element is
 * summed in replica order in double precision, so that equal results give equal bits.
 *
 * <p>Batch norm's running variances merge by the law of total variance, {@code Σ w (var_k + (mean_k
 * - mean)^2)}: they come out as those of all replicas' samples together, which a plain average
 * underestimates.
 */
public final class Averaging implements Serializable {
  private static final long serialVersionUID = 1L;

  private final int length;
  private final List<Moments> moments;
  private final InnerState innerState;

  /**
   * An average for one network.
   *
   * @param layout of its flat vector
   * @param innerState what becomes of the inner optimizers' state
   */
  public Averaging(ParameterLayout layout, InnerState innerState) {
    this.length = Math.toIntExact(layout.length());
    this.moments = layout.runningStatistics().stream().map(Moments::of).toList();
    this.innerState = innerState;
  }

  /** The replicas' average, and the inner optimizer's state for the next round. */
  public static final class Average {
    private final float[] parameters;
    private final OptimizerState inner;

    Average(float[] parameters, OptimizerState inner) {
      this.parameters = parameters;
      this.inner = inner;
    }

    public float[] parameters() {
      return parameters;
    }

    public OptimizerState inner() {
      return inner;
    }
  }

  /**
   * The average of a round's results.
   *
   * @param results in replica order; those without samples do not count, unless all are
   */
  public Average of(List<ReplicaResult> results) {
    return of(new Slice(0, length), results);
  }

  /**
   * The average of a slice: the bits that it has in the average of the whole.
   *
   * @param slice one of {@link #slices}
   * @param results in replica order, with vectors of the slice alone
   */
  public Average of(Slice slice, List<ReplicaResult> results) {
    List<ReplicaResult> counted = counted(results);
    double[] weights = weights(counted);
    List<float[]> replicas = counted.stream().map(ReplicaResult::parameters).toList();
    float[] parameters = Vectors.weightedSum(replicas, weights);
    for (Moments batchNorm : moments) {
      if (slice.contains(batchNorm.mean())) {
        batchNorm.merge(slice.from(), replicas, weights, parameters);
      }
    }
    return new Average(parameters, inner(counted, weights));
  }

  /**
   * The whole vector in {@code count} slices, about equally long. None begins amid the running
   * statistics of a batch norm, so that its mean and variance stay together.
   */
  public List<Slice> slices(int count) {
    List<Slice> slices = new ArrayList<>();
    int from = 0;
    for (int index = 1; index <= count; index++) {
      int to = behindStatistics((int) ((long) length * index / count));
      if (to > from) {
        slices.add(new Slice(from, to));
        from = to;
      }
    }
    return slices;
  }

  private int behindStatistics(int cut) {
    for (Moments batchNorm : moments) {
      if (batchNorm.mean() < cut && cut < batchNorm.end()) {
        return batchNorm.end();
      }
    }
    return cut;
  }

  /** Where no replica could read a sample, they have all brought back what they got. */
  private static List<ReplicaResult> counted(List<ReplicaResult> results) {
    List<ReplicaResult> counted =
        results.stream().filter(result -> result.report().samples() > 0).toList();
    return counted.isEmpty() ? results.subList(0, 1) : counted;
  }

  private static double[] weights(List<ReplicaResult> results) {
    if (results.size() == 1) {
      return new double[] {1};
    }
    double total = results.stream().mapToLong(result -> result.report().samples()).sum();
    return results.stream().mapToDouble(result -> result.report().samples() / total).toArray();
  }

  private OptimizerState inner(List<ReplicaResult> results, double[] weights) {
    if (innerState == InnerState.RESET) {
      return OptimizerState.NONE;
    }
    List<OptimizerState> states = results.stream().map(ReplicaResult::state).toList();
    List<float[]> averages = new ArrayList<>();
    for (int index = 0; index < states.get(0).vectors().size(); index++) {
      int vector = index;
      averages.add(
          Vectors.weightedSum(
              states.stream().map(state -> state.vectors().get(vector)).toList(), weights));
    }
    long steps = states.stream().mapToLong(OptimizerState::steps).max().orElse(0);
    return new OptimizerState(averages, steps);
  }

  /** Where a batch norm's running mean and variance begin, and how many channels it has. */
  private record Moments(int mean, int variance, int channels) implements Serializable {
    static Moments of(ParameterLayout.RunningStatistics statistics) {
      return new Moments(
          Math.toIntExact(statistics.mean().offset()),
          Math.toIntExact(statistics.variance().offset()),
          Math.toIntExact(statistics.variance().length()));
    }

    int end() {
      return variance + channels;
    }

    /** Sets the variances of a slice whose means are averaged already. */
    void merge(int sliceFrom, List<float[]> replicas, double[] weights, float[] merged) {
      int means = mean - sliceFrom;
      int variances = variance - sliceFrom;
      for (int channel = 0; channel < channels; channel++) {
        double average = 0;
        for (int k = 0; k < weights.length; k++) {
          average += weights[k] * replicas.get(k)[means + channel];
        }
        double total = 0;
        for (int k = 0; k < weights.length; k++) {
          double difference = replicas.get(k)[means + channel] - average;
          double within = replicas.get(k)[variances + channel];
          total += weights[k] * (within + difference * difference);
        }
        merged[variances + channel] = (float) total;
      }
    }
  }
}
