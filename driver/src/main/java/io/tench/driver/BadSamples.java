package io.tench.driver;

import io.tench.datasets.BadInputException;
import io.tench.datasets.Skipped;

/**
 * Counts the samples that were left out, epoch by epoch, and stops the run when they are too many.
 * The count begins anew when a run goes on.
 */
final class BadSamples {
  private final int most;
  private final ProgressListener listener;
  private int epoch = -1;
  private long count;

  /** A count of which {@code most} are borne in an epoch. */
  BadSamples(int most, ProgressListener listener) {
    this.most = most;
    this.listener = listener;
  }

  /**
   * Counts those of a round.
   *
   * @throws BadInputException if the epoch has too many now
   */
  void add(RoundPlan plan, Skipped skipped) {
    if (plan.before().epoch() != epoch) {
      epoch = plan.before().epoch();
      count = 0;
    }
    count += skipped.count();
    check("Round %d".formatted(plan.round()), skipped, "epoch %d".formatted(epoch + 1), count);
  }

  /**
   * Counts those of an evaluation by itself.
   *
   * @throws BadInputException if they are too many
   */
  void addEvaluation(int round, Skipped skipped) {
    check("The evaluation of round %d".formatted(round), skipped, "it", skipped.count());
  }

  private void check(String who, Skipped skipped, String where, long all) {
    if (skipped.count() == 0) {
      return;
    }
    String sentence =
        "%s left out %d bad samples (%s)"
            .formatted(who, skipped.count(), String.join(" ", skipped.reasons()));
    if (all > most) {
      throw new BadInputException(
          "%s, which makes %d in %s, where fault-tolerance.max-bad-samples allows %d: mend the data set, or raise it."
              .formatted(sentence, all, where, most));
    }
    listener.warned(sentence + ".");
  }
}
