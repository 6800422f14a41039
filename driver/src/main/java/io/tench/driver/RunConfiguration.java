package io.tench.driver;

import io.tench.datasets.Augmentation;
import io.tench.datasets.ImageShape;
import io.tench.datasets.OnBadSample;
import io.tench.driver.compression.Compression;
import io.tench.models.transfer.FineTuning;
import io.tench.workers.Compute;
import io.tench.workers.InnerOptimizer;
import java.io.Serializable;
import java.util.List;

/**
 * A whole run, as one YAML file of {@code conf/} and the command line's {@code --set} describe it;
 * {@code conf/reference.yaml} documents every key.
 *
 * @param run the folder that checkpoints and metrics go to
 * @param seed of all randomness in the run
 * @param transfer what the run builds on; {@link FineTuning#FROM_SCRATCH} for nothing
 */
public record RunConfiguration(
    String run,
    long seed,
    Data data,
    Model network,
    Augmentation augmentation,
    Training training,
    Checkpoints checkpoints,
    Evaluation evaluation,
    FaultTolerance faultTolerance,
    FineTuning transfer)
    implements Serializable {

  /** A run from scratch that stops at the first fault. */
  public RunConfiguration(
      String run,
      long seed,
      Data data,
      Model network,
      Augmentation augmentation,
      Training training,
      Checkpoints checkpoints,
      Evaluation evaluation) {
    this(
        run,
        seed,
        data,
        network,
        augmentation,
        training,
        checkpoints,
        evaluation,
        FaultTolerance.NONE,
        FineTuning.FROM_SCRATCH);
  }

  /** The same run, kept and fed elsewhere. */
  public RunConfiguration withLocations(String otherRun, Data otherData) {
    return new RunConfiguration(
        otherRun,
        seed,
        otherData,
        network,
        augmentation,
        training,
        checkpoints,
        evaluation,
        faultTolerance,
        transfer);
  }

  /** The same run, built on something else. */
  public RunConfiguration withTransfer(FineTuning another, Model anotherNetwork) {
    return new RunConfiguration(
        run,
        seed,
        data,
        anotherNetwork,
        augmentation,
        training,
        checkpoints,
        evaluation,
        faultTolerance,
        another);
  }

  /** The same run, trained in another way. */
  public RunConfiguration withTraining(Training another) {
    return new RunConfiguration(
        run,
        seed,
        data,
        network,
        augmentation,
        another,
        checkpoints,
        evaluation,
        faultTolerance,
        transfer);
  }

  /**
   * Folders of shards; {@code sample:fashion-mnist/train} is the embedded one.
   *
   * @param fingerprint that the training data must have, or {@link #ANY}
   */
  public record Data(String train, String validation, String fingerprint) implements Serializable {
    public static final String ANY = "any";

    /** Whatever lies there. */
    public Data(String train, String validation) {
      this(train, validation, ANY);
    }

    /** The same data set, known by what it holds. */
    public Data withFingerprint(String found) {
      return new Data(train, validation, found);
    }
  }

  /**
   * The network to train.
   *
   * @param architecture a name that {@code Architecture.named} knows
   * @param resize of the shorter side in evaluation, before the centre crop to {@code input}
   */
  public record Model(String architecture, ImageShape input, int resize) implements Serializable {
    /** The network of the checkpoint that the run builds on, whichever it is. */
    public static final Model OF_CHECKPOINT = new Model("", new ImageShape(1, 1, 1), 1);
  }

  /**
   * How it is trained.
   *
   * @param backend {@code auto}, {@code nd4j} or {@code torch}
   * @param compute with which numbers and where
   * @param prefetch decoded batches that wait for the backend
   */
  public record Training(
      String backend,
      Compute compute,
      int epochs,
      int replicas,
      int threadsPerReplica,
      int batchSize,
      InnerSteps innerSteps,
      InnerOptimizer innerOptimizer,
      InnerState innerState,
      OuterOptimizer outerOptimizer,
      Compression compression,
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

    /** The same for another number of epochs, the schedules stretched as much. */
    public Training over(int otherEpochs) {
      double stretch = (double) otherEpochs / epochs;
      return new Training(
          backend,
          compute,
          otherEpochs,
          replicas,
          threadsPerReplica,
          batchSize,
          innerSteps.stretched(stretch),
          innerOptimizer,
          innerState,
          outerOptimizer,
          compression,
          learningRate.stretched(stretch),
          labelSmoothing,
          gradientClip,
          prefetch);
    }

    /** Vectors of the inner optimizer's state that travel with the parameters. */
    public int travellingVectors() {
      return innerState == InnerState.RESET ? 0 : innerOptimizer.vectors();
    }

    /** Bytes that a replica of a network with so many parameters brings back from a round. */
    public long resultBytes(long parameters) {
      return compression.bytes(parameters, travellingVectors());
    }

    /** The same on another engine. */
    public Training withBackend(String name) {
      return new Training(
          name,
          compute,
          epochs,
          replicas,
          threadsPerReplica,
          batchSize,
          innerSteps,
          innerOptimizer,
          innerState,
          outerOptimizer,
          compression,
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

    /** The same over {@code stretch} times as many epochs. */
    Rate stretched(double stretch) {
      Decay stretched =
          decay instanceof Decay.Steps steps
              ? new Decay.Steps(
                  steps.atEpochs().stream().map(epoch -> epoch * stretch).toList(), steps.factor())
              : decay;
      return new Rate(peak, warmupEpochs * stretch, stretched);
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

  /**
   * What a run bears before it stops.
   *
   * @param maxBadSamples most samples of an epoch, and of an evaluation, that may be left out since
   *     they cannot be read; with 0 the first one stops the run
   * @param maxLoss a mini-batch's mean loss above this is divergence; 0 for no bound
   * @param divergenceRetries how often a round that diverged is run again from its start
   * @param divergenceRateFactor by which each of these multiplies the round's learning rate
   * @param stallTimeout seconds without a step, or a task's end, that end the run; 0 for no bound
   */
  public record FaultTolerance(
      int maxBadSamples,
      double maxLoss,
      int divergenceRetries,
      double divergenceRateFactor,
      int stallTimeout)
      implements Serializable {
    /** Stops at the first fault, and never for being slow. */
    public static final FaultTolerance NONE = new FaultTolerance(0, 0, 0, 0.5, 0);

    public FaultTolerance {
      requireAtLeastZero("max-bad-samples", maxBadSamples);
      requireAtLeastZero("max-loss", maxLoss);
      requireAtLeastZero("divergence-retries", divergenceRetries);
      requireAtLeastZero("stall-timeout", stallTimeout);
      if (!(divergenceRateFactor > 0 && divergenceRateFactor < 1)) {
        throw new IllegalArgumentException(
            "divergence-rate-factor must be in (0, 1), was " + divergenceRateFactor);
      }
    }

    public OnBadSample onBadSample() {
      return maxBadSamples > 0 ? OnBadSample.SKIP : OnBadSample.STOP;
    }
  }

  private static void requireAtLeastZero(String key, double value) {
    if (!(value >= 0)) {
      throw new IllegalArgumentException(key + " must be >= 0, was " + value);
    }
  }

  private static void requirePositive(String key, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(key + " must be >= 1, was " + value);
    }
  }
}
