package io.tench.driver;

import io.tench.driver.EvaluationReport.ClassScore;
import io.tench.models.Checkpoint;
import io.tench.models.transfer.HeadNetwork;
import io.tench.workers.FeatureReplica;
import io.tench.workers.Score;
import io.tench.workers.ScoringSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.IntStream;

/**
 * Scores a network's head on stored features.
 *
 * @param settings with the head as their network
 */
public record HeadEvaluator(HeadNetwork head, FeatureReplica replicas, ScoringSettings settings)
    implements Evaluator {
  @Override
  public EvaluationReport evaluate(Checkpoint checkpoint) {
    try {
      Score score = replicas.score(head.part(checkpoint.parameters()), settings);
      return new EvaluationReport(
          score.metrics(),
          score.skipped(),
          IntStream.range(0, score.classes())
              .mapToObj(
                  index ->
                      new ClassScore(
                          index,
                          score.samples(index),
                          score.predicted(index),
                          score.correct(index)))
              .toList());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
