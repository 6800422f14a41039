package io.tench.driver.cli;

import io.tench.driver.EvaluationReport;
import io.tench.driver.ProgressListener;
import io.tench.driver.RoundPlan;
import io.tench.driver.RoundReport;
import io.tench.driver.preflight.Preflight;
import io.tench.models.Checkpoint;
import java.util.List;

/** Several listeners as one, told in order. */
record Listeners(List<ProgressListener> all) implements ProgressListener {
  Listeners {
    all = List.copyOf(all);
  }

  @Override
  public void checked(Preflight preflight) {
    all.forEach(one -> one.checked(preflight));
  }

  @Override
  public void started(Checkpoint start, int rounds) {
    all.forEach(one -> one.started(start, rounds));
  }

  @Override
  public void roundStarted(RoundPlan plan) {
    all.forEach(one -> one.roundStarted(plan));
  }

  @Override
  public void roundFinished(RoundReport report) {
    all.forEach(one -> one.roundFinished(report));
  }

  @Override
  public void evaluationStarted(int round) {
    all.forEach(one -> one.evaluationStarted(round));
  }

  @Override
  public void evaluated(int round, EvaluationReport report) {
    all.forEach(one -> one.evaluated(round, report));
  }

  @Override
  public void publishing(int round) {
    all.forEach(one -> one.publishing(round));
  }

  @Override
  public void published(int round, String folder) {
    all.forEach(one -> one.published(round, folder));
  }

  @Override
  public void warned(String sentence) {
    all.forEach(one -> one.warned(sentence));
  }

  @Override
  public void finished(Checkpoint last, boolean stopped) {
    all.forEach(one -> one.finished(last, stopped));
  }
}
