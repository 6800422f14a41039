package io.tench.driver;

import io.tench.datasets.BadInputException;
import io.tench.datasets.SampleRange;
import io.tench.datasets.Seed;
import io.tench.models.TrainingPosition;
import io.tench.models.transfer.RateSchedule;
import io.tench.workers.LearningRate;
import io.tench.workers.ReplicaTask;
import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a run into rounds. Pure: a plan follows from the configuration, the rows of the data set and
 * the position alone.
 *
 * <p>A round takes {@code replicas * inner steps * batch size} samples, or what is left of the
 * epoch, and splits them contiguously and evenly among the replicas. So each epoch takes {@code
 * ceil(rows / (replicas * batch size))} global steps whatever the inner steps are.
 */
public final class RoundPlanner {
  private final long rows;
  private final long seed;
  private final int epochs;
  private final int replicas;
  private final int batchSize;
  private final InnerSteps innerSteps;
  private final LearningRate learningRate;
  private final RateSchedule rates;

  /** A planner for a run in which all layers learn at the learning rate. */
  public RoundPlanner(RunConfiguration configuration, long rows) {
    this(configuration, rows, RateSchedule.EVEN);
  }

  /**
   * A planner for this configuration.
   *
   * @param rows of the training data
   * @param rates of the layers
   * @throws BadInputException if there are no rows
   */
  public RoundPlanner(RunConfiguration configuration, long rows, RateSchedule rates) {
    if (rows < 1) {
      throw new BadInputException(
          "Data set %s has no samples; ingest some first or set data.train to another one."
              .formatted(configuration.data().train()));
    }
    RunConfiguration.Training training = configuration.training();
    this.rows = rows;
    this.seed = configuration.seed();
    this.epochs = training.epochs();
    this.replicas = training.replicas();
    this.batchSize = training.batchSize();
    this.innerSteps = training.innerSteps();
    this.learningRate = inSteps(training.learningRate());
    this.rates = rates;
  }

  /** The layers' rates. A round lies in one epoch, and so has one set of them. */
  public RateSchedule rates() {
    return rates;
  }

  /** The configuration's learning rate with its epochs as global steps. */
  public LearningRate learningRate() {
    return learningRate;
  }

  /** True once the last epoch is behind {@code position}. */
  public boolean isDone(TrainingPosition position) {
    return position.epoch() >= epochs;
  }

  /** The round that follows {@code position}; there must be one. */
  public RoundPlan plan(TrainingPosition position) {
    if (isDone(position)) {
      throw new IllegalArgumentException(
          "no round follows epoch %d of %d".formatted(position.epoch(), epochs));
    }
    TrainingPosition after = after(position);
    long end = after.epoch() == position.epoch() ? after.sample() : rows;
    SampleRange samples = new SampleRange(position.epoch(), position.sample(), end);
    List<ReplicaTask> tasks = new ArrayList<>(replicas);
    for (int replica = 0; replica < replicas; replica++) {
      SampleRange part = samples.part(replica, replicas);
      if (part.size() > 0) {
        long taskSeed = Seed.of(seed, after.round(), replica);
        tasks.add(new ReplicaTask(after.round(), replica, position.step(), part, taskSeed));
      }
    }
    return new RoundPlan(position, after, learningRate.at(position.step()), tasks);
  }

  /** Rounds that follow {@code position}, up to the end of the run. */
  public int roundsAfter(TrainingPosition position) {
    int rounds = 0;
    for (TrainingPosition at = position; !isDone(at); at = after(at)) {
      rounds++;
    }
    return rounds;
  }

  /** How far {@code position} is, in epochs. */
  public double epochs(TrainingPosition position) {
    return position.epoch() + (double) position.sample() / rows;
  }

  private TrainingPosition after(TrainingPosition position) {
    long first = Math.max(position.step(), learningRate.warmupSteps());
    long steps = innerSteps.at(epochs(position), learningRate.at(first));
    long stepsLeft = steps(rows - position.sample());
    return steps < stepsLeft
        ? new TrainingPosition(
            position.round() + 1,
            position.epoch(),
            position.sample() + steps * replicas * batchSize,
            position.step() + steps)
        : new TrainingPosition(
            position.round() + 1, position.epoch() + 1, 0, position.step() + stepsLeft);
  }

  private LearningRate inSteps(RunConfiguration.Rate rate) {
    LearningRate.Decay decay = new LearningRate.Decay.Constant();
    if (rate.decay() instanceof RunConfiguration.Decay.Cosine) {
      decay = new LearningRate.Decay.Cosine(stepsIn(epochs));
    } else if (rate.decay() instanceof RunConfiguration.Decay.Steps steps) {
      decay =
          new LearningRate.Decay.Steps(
              steps.atEpochs().stream().map(this::stepsIn).toList(), steps.factor());
    }
    return new LearningRate(rate.peak(), stepsIn(rate.warmupEpochs()), decay);
  }

  private long stepsIn(double epochCount) {
    return Math.round(epochCount * steps(rows));
  }

  /** Global steps that {@code samples} take, the last perhaps incomplete. */
  private long steps(long samples) {
    long pace = (long) replicas * batchSize;
    return (samples + pace - 1) / pace;
  }
}
