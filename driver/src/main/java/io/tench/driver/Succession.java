package io.tench.driver;

import io.tench.models.Checkpoint;
import io.tench.models.Checkpoint.TrainingReport;
import io.tench.models.Metrics;
import io.tench.models.ParameterLayout;
import java.util.Optional;

/** How one checkpoint of a run follows from another. Pure. */
final class Succession {
  private final OuterOptimizer outerOptimizer;
  private final ParameterLayout layout;

  Succession(OuterOptimizer outerOptimizer, ParameterLayout layout) {
    this.outerOptimizer = outerOptimizer;
    this.layout = layout;
  }

  /** The checkpoint after a round: the outer step from its start towards its average. */
  Checkpoint after(RoundPlan plan, Checkpoint start, RoundOutcome outcome) {
    OuterOptimizer.Step step =
        outerOptimizer.step(
            start.parameters(), outcome.average(), start.outer(), plan.learningRate(), layout);
    TrainingReport before = start.report();
    return new Checkpoint(
        start.network(),
        plan.after(),
        step.parameters(),
        outcome.inner(),
        step.state(),
        new TrainingReport(
            before.seed(),
            before.configuration(),
            outcome.loss(),
            outcome.accuracy(),
            before.validation(),
            before.best(),
            before.provenance()));
  }

  /** The same checkpoint once its network has been measured; an equal score is no new best. */
  static Checkpoint measured(Checkpoint checkpoint, Metrics metrics) {
    TrainingReport report = checkpoint.report();
    boolean best = report.best().stream().noneMatch(earlier -> earlier.top1() >= metrics.top1());
    return with(
        checkpoint,
        new TrainingReport(
            report.seed(),
            report.configuration(),
            report.trainingLoss(),
            report.trainingAccuracy(),
            Optional.of(metrics),
            best
                ? Optional.of(new Checkpoint.Best(checkpoint.round(), metrics.top1()))
                : report.best(),
            report.provenance()));
  }

  /** The same checkpoint as the start of what {@code run} describes. */
  static Checkpoint of(Checkpoint checkpoint, RunDescription run) {
    TrainingReport report = checkpoint.report();
    return with(
        checkpoint,
        new TrainingReport(
            report.seed(),
            run.configuration(),
            report.trainingLoss(),
            report.trainingAccuracy(),
            report.validation(),
            report.best(),
            run.provenance()));
  }

  private static Checkpoint with(Checkpoint checkpoint, TrainingReport report) {
    return new Checkpoint(
        checkpoint.network(),
        checkpoint.position(),
        checkpoint.parameters(),
        checkpoint.inner(),
        checkpoint.outer(),
        report);
  }
}
