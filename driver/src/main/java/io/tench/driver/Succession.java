package io.tench.driver;

import io.tench.models.Checkpoint;
import io.tench.models.Checkpoint.TrainingReport;
import io.tench.models.Metrics;
import io.tench.models.ParameterLayout;
import io.tench.models.ParameterSlice;
import io.tench.models.transfer.RateSchedule;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How one checkpoint of a run follows from another. Pure. */
final class Succession {
  private final OuterOptimizer outerOptimizer;
  private final ParameterLayout layout;
  private final RateSchedule rates;

  Succession(OuterOptimizer outerOptimizer, ParameterLayout layout, RateSchedule rates) {
    this.outerOptimizer = outerOptimizer;
    this.layout = layout;
    this.rates = rates;
  }

  /**
   * The checkpoint after a round: the outer step from its start towards its average. What is frozen
   * keeps the start's bits, which neither sum need give back: a third of a number, three times, may
   * be another number.
   */
  Checkpoint after(RoundPlan plan, Checkpoint start, RoundOutcome outcome) {
    List<ParameterSlice> frozen = rates.at(plan.before().epoch()).frozen(layout);
    float[] average = with(frozen, start.parameters(), outcome.average());
    OuterOptimizer.Step step =
        outerOptimizer.step(
            start.parameters(), average, start.outer(), plan.learningRate(), layout);
    boolean averageIsTaken = step.parameters() == average;
    TrainingReport before = start.report();
    return new Checkpoint(
        start.network(),
        plan.after(),
        averageIsTaken ? average : with(frozen, start.parameters(), step.parameters()),
        outcome.inner(),
        step.state(),
        new TrainingReport(
            before.seed(),
            before.configuration(),
            outcome.loss(),
            outcome.accuracy(),
            before.validation(),
            before.best(),
            before.provenance(),
            before.processors()));
  }

  /** A vector with some slices of another; it is not copied if there are none. */
  private static float[] with(List<ParameterSlice> slices, float[] source, float[] vector) {
    if (slices.isEmpty()) {
      return vector;
    }
    float[] result = vector.clone();
    for (ParameterSlice slice : slices) {
      int from = Math.toIntExact(slice.offset());
      System.arraycopy(source, from, result, from, Math.toIntExact(slice.length()));
    }
    return result;
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
            report.provenance(),
            report.processors()));
  }

  /** The same checkpoint as the start of what {@code run} describes, on these kinds of CPU. */
  static Checkpoint of(Checkpoint checkpoint, RunDescription run, Collection<String> processors) {
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
            run.provenance(),
            Stream.concat(report.processors().stream(), processors.stream()).toList()));
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
