package io.tench.driver;

import io.tench.datasets.Augmentation;
import io.tench.datasets.ImageShape;
import io.tench.workers.InnerOptimizer;
import java.io.Serializable;
import java.util.List;

/**
 * A whole run, as one YAML file of {@code conf/} and the command line's {@code --set} describe it;
 * {@code conf/reference.yaml} documents every key.
 *
 * @param run the folder that checkpoints and metrics go to
 * @param seed of all randomness in the run
 */
public record RunConfiguration(
    String run,
    long seed,
    Data data,
    Model network,
    Augmentation augmentation,
    Training training,
    Checkpoints checkpoints,
    Evaluation evaluation)
    implements Serializable {

  /** The same run, kept and fed elsewhere. */
  public RunConfiguration withLocations(String otherRun, Data otherData) {
    return new RunConfiguration(
        otherRun, seed, otherData, network, augmentation, training, checkpoints, evaluation);
  }

  /** The same run, trained in another way. */
  public RunConfiguration withTraining(Training another) {
    return new RunConfiguration(
        run, seed, data, network, augmentation, another, checkpoints, evaluation);
  }

  /** Folders of shards; {@code sample:fashion-mnist/train} is the embedded one. */
  public record Data(String train, String validation) implements Serializable {}

  /**
   * The network to train.
   *
   * @param architecture a name that {@code Architecture.named} knows
   * @param resize of the shorter side in evaluation, before the centre crop to {@code input}
   */
  public record Model(String architecture, ImageShape input, int resize) implements Serializable {}

  /**
   * How it is trained.
   *
   * @param backend {@code auto}, {@code nd4j} or {@code torch}
   * @param prefetch decoded batches that wait for the backend
   */
  public record Training(
      String backend,
      int epochs,
      int replicas,
      int threadsPerReplica,
      int batchSize,
      InnerSteps innerSteps,
      InnerOptimizer innerOptimizer,
      InnerState innerState,
      OuterOptimizer outerOptimizer,
      Rate learningRate,
      double labelSmoothing,
      double gradientClip,
      int prefetch)
      implements Serializable {
    public Training {
      requirePositive("epochs", epochs);
      requirePositive("replicas", replicas);
      requirePositive("threads-per-replica", threadsPerReplica);
      requirePositive("batch-size", batchSize);
      requirePositive("prefetch", prefetch);
    }

    /** The same on another engine. */
    public Training withBackend(String name) {
      return new Training(
          name,
          epochs,
          replicas,
          threadsPerReplica,
          batchSize,
          innerSteps,
          innerOptimizer,
          innerState,
          outerOptimizer,
          learningRate,
          labelSmoothing,
          gradientClip,
          prefetch);
    }
  }

  /** What becomes of the inner optimizers' state at an average. */
  public enum InnerState {
    AVERAGE,
    RESET
  }

  /** The learning rate, in epochs; {@link io.tench.workers.LearningRate} has it in steps. */
  public record Rate(double peak, double warmupEpochs, Decay decay) implements Serializable {
    public Rate {
      if (!(peak > 0)) {
        throw new IllegalArgumentException("peak must be > 0, was " + peak);
      }
      if (!(warmupEpochs >= 0)) {
        throw new IllegalArgumentException("warmup-epochs must be >= 0, was " + warmupEpochs);
      }
    }
  }

  /** How the learning rate falls. */
  public sealed interface Decay extends Serializable {
    /** It does not. */
    record Constant() implements Decay {}

    /** Half a cosine, to 0 at the last epoch's end. */
    record Cosine() implements Decay {}

    /** Times {@code factor} at each of {@code atEpochs}. */
    record Steps(List<Double> atEpochs, double factor) implements Decay {
      public Steps {
        atEpochs = List.copyOf(atEpochs);
        if (!atEpochs.equals(atEpochs.stream().distinct().sorted().toList())) {
          throw new IllegalArgumentException("at-epochs must be ascending, was " + atEpochs);
        }
      }
    }
  }

  /**
   * What is published.
   *
   * @param everyRounds rounds from one checkpoint to the next; the last round is always published
   * @param keepLast newest checkpoints that stay; the best stays too
   */
  public record Checkpoints(int everyRounds, int keepLast) implements Serializable {
    public Checkpoints {
      requirePositive("every-rounds", everyRounds);
      requirePositive("keep-last", keepLast);
    }
  }

  /** When and how the validation data is scored; the end of the last epoch always is. */
  public record Evaluation(int everyEpochs, int batchSize) implements Serializable {
    public Evaluation {
      requirePositive("every-epochs", everyEpochs);
      requirePositive("batch-size", batchSize);
    }
  }

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(key + " must be >= 1, was " + value);
    }
  }
}
