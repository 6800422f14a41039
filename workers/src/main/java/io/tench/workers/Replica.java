package io.tench.workers;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.datasets.DataSet;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.image.BatchStream;
import io.tench.models.OptimizerState;
import java.io.IOException;
import java.time.Duration;

/** One replica's part of a round: a pure function of its arguments, wherever it runs. */
public final class Replica {
  private Replica() {}

  /**
   * Trains on the task's samples, in order. Without samples, what it got comes back, with weight 0.
   *
   * @param parameters DL4J's flat vector at the start of the round; not changed
   * @param state of the inner optimizer at the start of the round; not changed
   * @throws DivergenceException if a loss or a parameter is not finite any more
   * @throws BadInputException if the data cannot be read, or does not fit the network
   */
  public static ReplicaResult run(
      ReplicaTask task,
      float[] parameters,
      OptimizerState state,
      DataSet data,
      TrainingSettings settings)
      throws IOException {
    long start = System.nanoTime();
    if (task.samples().size() == 0) {
      Duration none = Duration.ZERO;
      return new ReplicaResult(
          new ReplicaResult.Report(task.replica(), 0, 0, 0, 0, none, none, none),
          parameters,
          state);
    }
    requireClasses(data, settings.network());
    Backend backend = Backends.named(settings.backend());
    BatchSettings batches = settings.batches().withLayout(backend.layout());
    // Opened first: the first batch is decoded while the network takes its parameters.
    try (BatchStream stream =
        BatchStream.open(data, task.samples(), batches, settings.seed(), true)) {
      return Networks.SHARED.lend(
          backend,
          settings.network(),
          network -> {
            network.load(parameters, state, task.seed());
            Training training = new Training(task, settings.rate(), network);
            for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
              training.step(batch);
            }
            return training.result(parameters.length, stream.waited(), start);
          });
    }
  }

  /** Refuses samples of classes that a network does not have. */
  static void requireClasses(DataSet data, NetworkSettings network) {
    int classes = data.manifest().labels().size();
    if (classes != network.classes()) {
      throw new BadInputException(
          "The data set %s has %d classes, the network tells %d apart: build the network for the data set's classes, or take the data set that it was made for."
              .formatted(data.location(), classes, network.classes()));
    }
  }

  /** The sums of a task that runs. */
  private static final class Training {
    private final ReplicaTask task;
    private final LearningRate rate;
    private final Network network;
    private int steps;
    private long samples;
    private long correct;
    private double loss;
    private double lastLoss;
    private long computingNanos;

    Training(ReplicaTask task, LearningRate rate, Network network) {
      this.task = task;
      this.rate = rate;
      this.network = network;
    }

    void step(Batch batch) {
      long begun = System.nanoTime();
      StepReport report = network.train(batch, rate.at(task.firstStep() + steps));
      computingNanos += System.nanoTime() - begun;
      lastLoss = report.loss();
      if (!Double.isFinite(lastLoss)) {
        throw divergence(steps);
      }
      steps++;
      samples += report.size();
      correct += report.correct();
      loss += lastLoss * report.size();
    }

    ReplicaResult result(int length, Duration waiting, long start) {
      float[] parameters = new float[length];
      network.parameters(parameters);
      for (float parameter : parameters) {
        if (!Float.isFinite(parameter)) {
          throw divergence(steps - 1);
        }
      }
      OptimizerState state = network.optimizerState();
      return new ReplicaResult(
          new ReplicaResult.Report(
              task.replica(),
              samples,
              steps,
              loss,
              correct,
              waiting,
              Duration.ofNanos(computingNanos),
              Duration.ofNanos(System.nanoTime() - start)),
          parameters,
          state);
    }

    private DivergenceException divergence(int step) {
      return new DivergenceException(
          task.round(), task.replica(), task.firstStep() + step, lastLoss);
    }
  }
}
