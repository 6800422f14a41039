package io.tench.driver;

import io.tench.models.Checkpoint;
import io.tench.workers.FeatureReplica;
import io.tench.workers.ScoringSettings;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Scores a network's head on stored features, from checkpoints of the head alone.
 *
 * @param settings with the head as their network
 */
public record HeadEvaluator(FeatureReplica replicas, ScoringSettings settings)
    implements Evaluator {
  @Override
  public EvaluationReport evaluate(Checkpoint checkpoint) {
    try {
      return EvaluationReport.of(replicas.score(checkpoint.parameters(), settings));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
