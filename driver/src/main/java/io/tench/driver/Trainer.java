package io.tench.driver;

import io.tench.datasets.BadInputException;
import io.tench.driver.checkpoint.CheckpointStore;
import io.tench.models.Checkpoint;
import io.tench.models.ParameterLayout;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

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

  private volatile boolean stopped;

  /**
   * A trainer of these parts.
   *
   * @param description of the run, for its checkpoints and to know its folder by
   * @param layout of the network's flat vector
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
    this.succession = new Succession(configuration.training().outerOptimizer(), layout);
    this.checkpoints = checkpoints;
    this.listener = listener;
    this.publishing = publishing;
  }

  /**
   * Trains from the latest published checkpoint, or from the initial one, to the end of the last
   * epoch or to a {@link #stop}. Safe to kill and rerun at any line: the bits come out the same.
   *
   * @param initial round 0 of a new run
   * @return the last checkpoint, published
   * @throws BadInputException if the run folder belongs to another run, or cannot be written
   * @throws TakenOverException if another driver has begun to train the run meanwhile
   */
  public Checkpoint train(Supplier<Checkpoint> initial) {
    Checkpoint checkpoint = checkpoints.resume(description.configuration()).orElseGet(initial);
    checkpoint = Succession.of(checkpoint, description);
    Publisher publisher = new Publisher(checkpoints, listener, publishing, checkpoint.round());
    listener.started(checkpoint, planner.roundsAfter(checkpoint.position()));
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
    listener.finished(checkpoint, stopped);
    return checkpoint;
  }

  /**
   * Asks for an early end, from any thread: the round that runs is abandoned, the one before it is
   * published, and {@link #train} returns.
   */
  public void stop() {
    stopped = true;
    cluster.cancel();
  }

  private Checkpoint round(RoundPlan plan, Checkpoint start, Publisher publisher)
      throws InterruptedException {
    listener.roundStarted(plan);
    long begun = System.nanoTime();
    RoundOutcome outcome = cluster.run(plan, start);
    Checkpoint checkpoint = succession.after(plan, start, outcome);
    Duration training = since(begun);
    publisher.look();
    requireOwnership();
    Duration evaluating = Duration.ZERO;
    if (isEvaluated(plan)) {
      long trained = System.nanoTime();
      checkpoint = evaluate(checkpoint);
      evaluating = since(trained);
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
