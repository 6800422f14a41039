package io.tench.driver;

import io.tench.datasets.Skipped;
import io.tench.models.Metrics;
import io.tench.workers.Score;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an evaluation found.
 *
 * @param metrics over all samples
 * @param skipped samples that could not be read
 * @param classes one for each class of the label map, in index order
 */
public record EvaluationReport(Metrics metrics, Skipped skipped, List<ClassScore> classes) {
  public EvaluationReport {
    classes = List.copyOf(classes);
  }

  /** Of samples that could all be read. */
  public EvaluationReport(Metrics metrics, List<ClassScore> classes) {
    this(metrics, Skipped.NONE, classes);
  }

  /** What a score over all samples comes to. */
  public static EvaluationReport of(Score score) {
    return new EvaluationReport(
        score.metrics(),
        score.skipped(),
        IntStream.range(0, score.classes())
            .mapToObj(
                index ->
                    new ClassScore(
                        index, score.samples(index), score.predicted(index), score.correct(index)))
            .toList());
  }

  /**
   * How one class did.
   *
   * @param samples that are of the class
   * @param predicted samples whose best class it was
   * @param correct samples that are of the class and whose best class it was
   */
  public record ClassScore(int index, long samples, long predicted, long correct) {
    /** Part of what was called so that is so; 0 where nothing was. */
    public double precision() {
      return predicted == 0 ? 0 : (double) correct / predicted;
    }

    /** Part of what is so that was called so; 0 where nothing is. */
    public double recall() {
      return samples == 0 ? 0 : (double) correct / samples;
    }
  }
}
