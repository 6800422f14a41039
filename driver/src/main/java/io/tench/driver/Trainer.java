package io.tench.driver;

import io.tench.datasets.BadInputException;
import io.tench.driver.checkpoint.CheckpointStore;
import io.tench.driver.preflight.Exactness;
import io.tench.models.Checkpoint;
import io.tench.models.ParameterLayout;
import io.tench.workers.DivergenceException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Trains a run to its end, from wherever it was left. */
public final class Trainer {
  private final RunConfiguration configuration;
  private final RunDescription description;
  private final RoundPlanner planner;
  private final Cluster cluster;
  private final Evaluator evaluator;
  private final Succession succession;
  private final CheckpointStore checkpoints;
  private final ProgressListener listener;
  private final Executor publishing;
  private final BadSamples badSamples;

  private volatile boolean stopped;

  /**
   * A trainer of these parts.
   *
   * @param description of the run, for its checkpoints and to know its folder by
   * @param layout of the flat vector that the cluster trains
   */
  public Trainer(
      RunConfiguration configuration,
      RunDescription description,
      RoundPlanner planner,
      Cluster cluster,
      Evaluator evaluator,
      ParameterLayout layout,
      CheckpointStore checkpoints,
      ProgressListener listener) {
    this(
        configuration,
        description,
        planner,
        cluster,
        evaluator,
        layout,
        checkpoints,
        listener,
        Publisher.inBackground());
  }

  /** As the other, with what runs publications. */
  Trainer(
      RunConfiguration configuration,
      RunDescription description,
      RoundPlanner planner,
      Cluster cluster,
      Evaluator evaluator,
      ParameterLayout layout,
      CheckpointStore checkpoints,
      ProgressListener listener,
      Executor publishing) {
    this.configuration = configuration;
    this.description = description;
    this.planner = planner;
    this.cluster = cluster;
    this.evaluator = evaluator;
    this.succession =
        new Succession(configuration.training().outerOptimizer(), layout, planner.rates());
    this.checkpoints = checkpoints;
    this.listener = listener;
    this.publishing = publishing;
    this.badSamples = new BadSamples(configuration.faultTolerance().maxBadSamples(), listener);
  }

  /**
   * Trains from the latest published checkpoint, or from the initial one, to the end of the last
   * epoch or to a {@link #stop}. Safe to kill and rerun at any line: the bits come out the same.
   *
   * @param initial round 0 of a new run
   * @param exactness what the run computes with; warns where that is not what it began with
   * @return the last checkpoint, published
   * @throws BadInputException if the run folder belongs to another run, or cannot be written
   * @throws DivergenceException if a round diverges, as often as it may be run again
   * @throws TakenOverException if another driver has begun to train the run meanwhile
   */
  public Checkpoint train(Supplier<Checkpoint> initial, Exactness exactness) {
    Checkpoint found = checkpoints.resume(description.configuration()).orElseGet(initial);
    exactness.warnings(found.report().processors()).forEach(listener::warned);
    Checkpoint start = Succession.of(found, description, exactness.kinds());
    UnaryOperator<Checkpoint> whole = cluster.whole(start);
    Publisher publisher = new Publisher(checkpoints, listener, whole, publishing, start.round());
    Checkpoint checkpoint = cluster.trained(start);
    listener.started(start, planner.roundsAfter(checkpoint.position()));
    try {
      while (!planner.isDone(checkpoint.position())) {
        checkpoint = round(planner.plan(checkpoint.position()), checkpoint, publisher);
      }
    } catch (InterruptedException stop) {
      stopped = true;
    } catch (TakenOverException lost) {
      throw lost;
    } catch (RuntimeException failure) {
      publishUnlessThere(checkpoint, publisher);
      throw failure;
    }
    if (!publishUnlessThere(checkpoint, publisher)) {
      throw new BadInputException(
          "Round %d is not published in %s; when the folder can be written, run the same command again."
              .formatted(checkpoint.round(), checkpoints.run()));
    }
    Checkpoint last = whole.apply(checkpoint);
    listener.finished(last, stopped);
    return last;
  }

  /** As the other, with processors that nobody knows. */
  public Checkpoint train(Supplier<Checkpoint> initial) {
    return train(initial, Exactness.UNKNOWN);
  }

  /**
   * Asks for an early end, from any thread: the round that runs is abandoned, the one before it is
   * published, and {@link #train} returns.
   */
  public void stop() {
    stopped = true;
    cluster.cancel();
  }

  private Checkpoint round(RoundPlan planned, Checkpoint start, Publisher publisher)
      throws InterruptedException {
    listener.roundStarted(planned);
    long begun = System.nanoTime();
    Trained trained = trained(planned, start);
    RoundPlan plan = trained.plan();
    RoundOutcome outcome = trained.outcome();
    Checkpoint checkpoint = succession.after(plan, start, outcome);
    Duration training = since(begun);
    badSamples.add(plan, outcome.skipped());
    publisher.look();
    requireOwnership();
    Duration evaluating = Duration.ZERO;
    if (isEvaluated(plan)) {
      long unmeasured = System.nanoTime();
      checkpoint = evaluate(checkpoint);
      evaluating = since(unmeasured);
    }
    Duration waiting = Duration.ZERO;
    boolean published = isPublished(plan, checkpoint);
    if (published) {
      long evaluated = System.nanoTime();
      publisher.await();
      waiting = since(evaluated);
    }
    listener.roundFinished(
        RoundReport.of(plan, outcome, checkpoint, training, evaluating, waiting));
    if (published) {
      publisher.begin(checkpoint);
    }
    return checkpoint;
  }

  /** A round that did not diverge, or not any more. */
  private record Trained(RoundPlan plan, RoundOutcome outcome) {}

  /**
   * Runs a round, from its start again where it diverges, each time at a lower rate. A pure
   * function of its arguments: a run that is killed meanwhile comes to the same.
   */
  private Trained trained(RoundPlan planned, Checkpoint start) throws InterruptedException {
    int retries = configuration.faultTolerance().divergenceRetries();
    double factor = configuration.faultTolerance().divergenceRateFactor();
    RoundPlan plan = planned;
    for (int retry = 1; ; retry++) {
      try {
        return new Trained(plan, cluster.run(plan, start));
      } catch (DivergenceException divergence) {
        if (retry > retries) {
          throw divergence;
        }
        plan = plan.slower(factor);
        listener.warned(
            "%s Going back to round %d and on with learning rate %s, retry %d of %d."
                .formatted(
                    divergence.getMessage(), start.round(), plan.learningRate(), retry, retries));
      }
    }
  }

  private static Duration since(long nanoTime) {
    return Duration.ofNanos(System.nanoTime() - nanoTime);
  }

  private void requireOwnership() {
    checkpoints
        .takenOver()
        .ifPresent(
            sentence -> {
              throw new TakenOverException(sentence);
            });
  }

  private boolean isEvaluated(RoundPlan plan) {
    int epochs = plan.after().epoch();
    return epochs > plan.before().epoch()
        && (epochs % configuration.evaluation().everyEpochs() == 0 || planner.isDone(plan.after()));
  }

  private boolean isPublished(RoundPlan plan, Checkpoint checkpoint) {
    boolean best =
        checkpoint.report().best().stream().anyMatch(found -> found.round() == plan.round());
    return best || plan.round() % configuration.checkpoints().everyRounds() == 0;
  }

  private Checkpoint evaluate(Checkpoint checkpoint) throws InterruptedException {
    listener.evaluationStarted(checkpoint.round());
    EvaluationReport report = evaluator.evaluate(checkpoint);
    badSamples.addEvaluation(checkpoint.round(), report.skipped());
    listener.evaluated(checkpoint.round(), report);
    return Succession.measured(checkpoint, report.metrics());
  }

  private static boolean publishUnlessThere(Checkpoint checkpoint, Publisher publisher) {
    publisher.await();
    if (publisher.published() < checkpoint.round()) {
      publisher.begin(checkpoint);
      publisher.await();
    }
    return publisher.published() == checkpoint.round();
  }
}
