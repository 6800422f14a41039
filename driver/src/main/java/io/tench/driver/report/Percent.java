package io.tench.driver.report;

import java.util.Locale;

/** Accuracies as people read them. */
final class Percent {
  private Percent() {}

  /** {@code 61.3%}. */
  static String of(double part) {
    return String.format(Locale.ROOT, "%.1f%%", 100 * part);
  }

  /** {@code 61.3%}, or {@code 61.3% (60.0–62.1)} of several. */
  static String of(Spread spread) {
    return spread.count() == 1
        ? of(spread.mean())
        : String.format(
            Locale.ROOT,
            "%.1f%% (%.1f–%.1f)",
            100 * spread.mean(),
            100 * spread.least(),
            100 * spread.greatest());
  }
}
