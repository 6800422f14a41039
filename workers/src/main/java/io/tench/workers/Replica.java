package io.tench.workers;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Batch;
import io.tench.datasets.DataSet;
import io.tench.datasets.OnBadSample;
import io.tench.datasets.Skipped;
import io.tench.datasets.image.BatchSettings;
import io.tench.datasets.image.BatchStream;
import io.tench.models.OptimizerState;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One replica's part of a round: a pure function of its arguments, wherever it runs. */
public final class Replica {
  private Replica() {}

  /** Hears of each step of a replica, on its thread. */
  public interface StepListener {
    /** Hears nothing. */
    StepListener NONE = () -> {};

    void stepped();
  }

  /** As the other, heard by nobody. */
  public static ReplicaResult run(
      ReplicaTask task,
      float[] parameters,
      OptimizerState state,
      DataSet data,
      TrainingSettings settings)
      throws IOException {
    return run(task, parameters, state, data, settings, StepListener.NONE);
  }

  /**
   * Trains on the task's samples, in order. Without samples, what it got comes back, with weight 0.
   *
   * <p>Where the data set skips bad samples, a mini-batch at which training diverges is one: the
   * task is run once more without it.
   *
   * @param parameters DL4J's flat vector at the start of the round; not changed
   * @param state of the inner optimizer at the start of the round; not changed
   * @throws DivergenceException if a loss or a parameter is not finite any more, or a loss too
   *     large
   * @throws BadInputException if the data cannot be read, or does not fit the network
   */
  public static ReplicaResult run(
      ReplicaTask task,
      float[] parameters,
      OptimizerState state,
      DataSet data,
      TrainingSettings settings,
      StepListener listener)
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
    Training training = new Training(task, settings, listener, start);
    try {
      return training.run(parameters, state, data, Omitted.NOTHING);
    } catch (DivergenceException divergence) {
      if (data.onBadSample() == OnBadSample.STOP) {
        throw divergence;
      }
      return new Training(task, settings, listener, start)
          .run(parameters, state, data, new Omitted(divergence.step(), divergence.getMessage()));
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

  /** A global step that is left out, and why. */
  private record Omitted(long step, String reason) {
    static final Omitted NOTHING = new Omitted(-1, "");
  }

  /** The sums of a task that runs. */
  private static final class Training {
    private final ReplicaTask task;
    private final TrainingSettings settings;
    private final StepListener listener;
    private final long start;
    private int steps;
    private long samples;
    private long correct;
    private double loss;
    private double lastLoss;
    private long computingNanos;
    private Skipped omitted = Skipped.NONE;

    Training(ReplicaTask task, TrainingSettings settings, StepListener listener, long start) {
      this.task = task;
      this.settings = settings;
      this.listener = listener;
      this.start = start;
    }

    ReplicaResult run(float[] parameters, OptimizerState state, DataSet data, Omitted without)
        throws IOException {
      Backend backend = Backends.named(settings.backend());
      BatchSettings batches = settings.batches().withLayout(backend.layout());
      // Opened first: the first batch is decoded while the network takes its parameters.
      try (BatchStream stream =
          BatchStream.open(data, task.samples(), batches, settings.seed(), true)) {
        return Networks.SHARED.lend(
            backend,
            settings.network(task.samples().epoch()),
            network -> {
              network.load(parameters, state, task.seed());
              for (Batch batch = stream.next(); batch != null; batch = stream.next()) {
                if (task.firstStep() + steps == without.step()) {
                  omitted = new Skipped(batch.size(), List.of(without.reason()));
                } else if (batch.size() > 0) {
                  step(network, batch);
                }
                steps++;
                listener.stepped();
              }
              return result(network, parameters.length, stream);
            });
      }
    }

    private void step(Network network, Batch batch) {
      long begun = System.nanoTime();
      double rate = settings.rate().at(task.firstStep() + steps) * task.rateFactor();
      StepReport report = network.train(batch, rate);
      computingNanos += System.nanoTime() - begun;
      lastLoss = report.loss();
      if (!Double.isFinite(lastLoss) || lastLoss > settings.maxLoss()) {
        throw divergence(steps);
      }
      samples += report.size();
      correct += report.correct();
      loss += lastLoss * report.size();
    }

    private ReplicaResult result(Network network, int length, BatchStream stream) {
      float[] parameters = new float[length];
      network.parameters(parameters);
      for (float parameter : parameters) {
        if (!Float.isFinite(parameter)) {
          throw divergence(steps - 1);
        }
      }
      return new ReplicaResult(
          new ReplicaResult.Report(
              task.replica(),
              samples,
              steps,
              loss,
              correct,
              stream.waited(),
              Duration.ofNanos(computingNanos),
              Duration.ofNanos(System.nanoTime() - start),
              stream.skipped().and(omitted)),
          parameters,
          network.optimizerState());
    }

    private DivergenceException divergence(int step) {
      return new DivergenceException(
          task.round(), task.replica(), task.firstStep() + step, lastLoss);
    }
  }
}
