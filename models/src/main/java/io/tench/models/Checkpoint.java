package io.tench.models;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The complete state after a round: all that a bit-identical continuation needs. The arrays are not
 * copied; nobody writes to them once they are in a checkpoint.
 *
 * <p>{@code docs/checkpoint-format.md} specifies how it lies on disk.
 */
public final class Checkpoint {
  private final NetworkDescription network;
  private final TrainingPosition position;
  private final float[] parameters;
  private final OptimizerState inner;
  private final OptimizerState outer;
  private final TrainingReport report;

  /**
   * A checkpoint of these parts.
   *
   * @param parameters DL4J's flat vector
   * @param inner the inner optimizer's state
   * @param outer the outer optimizer's state
   * @throws IllegalArgumentException if a vector is not as long as the parameters
   */
  public Checkpoint(
      NetworkDescription network,
      TrainingPosition position,
      float[] parameters,
      OptimizerState inner,
      OptimizerState outer,
      TrainingReport report) {
    this.network = Objects.requireNonNull(network, "network");
    this.position = Objects.requireNonNull(position, "position");
    this.parameters = Objects.requireNonNull(parameters, "parameters");
    this.inner = requireLength("inner", inner);
    this.outer = requireLength("outer", outer);
    this.report = Objects.requireNonNull(report, "report");
  }

  private OptimizerState requireLength(String optimizer, OptimizerState state) {
    for (float[] vector : state.vectors()) {
      if (vector.length != parameters.length) {
        throw new IllegalArgumentException(
            "%s optimizer's vectors must be as long as the parameters, %d, one was %d"
                .formatted(optimizer, parameters.length, vector.length));
      }
    }
    return state;
  }

  /**
   * What a checkpoint says of the run that made it.
   *
   * @param seed the run's
   * @param configuration the resolved run configuration, as YAML; empty for a network that was
   *     imported
   * @param trainingLoss mean loss of the round's steps
   * @param trainingAccuracy part of the round's samples that were right, 0..1
   * @param validation of the latest evaluation at or before this round
   * @param best the best validation top-1 so far, and the round that had it
   * @param provenance Tench's version and commit, the Java, the backend
   * @param processors the kinds of CPU that trained it, as far as is known, sorted
   */
  public record TrainingReport(
      long seed,
      String configuration,
      double trainingLoss,
      double trainingAccuracy,
      Optional<Metrics> validation,
      Optional<Best> best,
      String provenance,
      List<String> processors) {
    public TrainingReport {
      processors = processors.stream().distinct().sorted().toList();
    }

    /** A report of what is not known to be trained on any kind of CPU. */
    public TrainingReport(
        long seed,
        String configuration,
        double trainingLoss,
        double trainingAccuracy,
        Optional<Metrics> validation,
        Optional<Best> best,
        String provenance) {
      this(
          seed,
          configuration,
          trainingLoss,
          trainingAccuracy,
          validation,
          best,
          provenance,
          List.of());
    }
  }

  /** The round with the best validation top-1, 0..1. */
  public record Best(int round, double top1) {}

  public int round() {
    return position.round();
  }

  public NetworkDescription network() {
    return network;
  }

  public TrainingPosition position() {
    return position;
  }

  /** DL4J's flat vector, not copied. */
  public float[] parameters() {
    return parameters;
  }

  public OptimizerState inner() {
    return inner;
  }

  public OptimizerState outer() {
    return outer;
  }

  public TrainingReport report() {
    return report;
  }
}
