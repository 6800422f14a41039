package io.tench.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tench.models.Metrics;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScoreTest {
  private static final float[] FALLING = {0.4f, 0.2f, 0.15f, 0.1f, 0.08f, 0.05f, 0.02f};

  @Test
  void countsTheBestTheFiveBestAndEachClass() {
    Score score = new Score(7);
    score.add(FALLING, 0);
    score.add(FALLING, 4);
    score.add(FALLING, 5);
    Metrics metrics = score.metrics();
    assertThat(metrics.samples()).isEqualTo(3);
    assertThat(metrics.top1()).isEqualTo(1 / 3.0);
    assertThat(metrics.top5()).isEqualTo(2 / 3.0);
    assertThat(metrics.loss())
        .isCloseTo(-(Math.log(0.4) + Math.log(0.08) + Math.log(0.05)) / 3, within(1e-6));
    assertThat(score.predicted(0)).isEqualTo(3);
    assertThat(score.correct(0)).isEqualTo(1);
    assertThat(score.samples(4)).isEqualTo(1);
    assertThat(score.correct(4)).isZero();
  }

  @Test
  void addsUpToTheWhole() {
    Score whole = new Score(7);
    Score head = new Score(7);
    Score tail = new Score(7);
    for (int label = 0; label < 7; label++) {
      whole.add(FALLING, label);
      (label < 3 ? head : tail).add(FALLING, label);
    }
    Score sum = Score.of(List.of(head, tail));
    assertThat(sum.metrics().samples()).isEqualTo(7);
    assertThat(sum.metrics().top1()).isEqualTo(whole.metrics().top1());
    assertThat(sum.metrics().top5()).isEqualTo(whole.metrics().top5());
    assertThat(sum.metrics().loss()).isCloseTo(whole.metrics().loss(), within(1e-12));
    assertThat(Score.of(List.of(new Score(7))).metrics()).isEqualTo(new Metrics(0, 0, 0, 0));
  }

  @Test
  void smoothsTheTargetOverAllClasses() {
    float[] probabilities = {0.5f, 0.25f, 0.25f};
    double expected = -(0.9 + 0.1 / 3) * Math.log(0.5) - 0.2 / 3 * Math.log(0.25);
    assertThat(ClassProbabilities.crossEntropy(probabilities, 0, 0.1))
        .isCloseTo(expected, within(1e-12));
  }

  @Test
  void keepsTheLossFiniteForAProbabilityOfZeroAndNotForNoNumber() {
    assertThat(ClassProbabilities.crossEntropy(new float[] {0, 1}, 0, 0)).isBetween(80.0, 90.0);
    assertThat(ClassProbabilities.crossEntropy(new float[] {Float.NaN, 1}, 0, 0)).isNaN();
  }
}
