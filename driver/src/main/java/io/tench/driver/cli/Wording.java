package io.tench.driver.cli;

import java.time.Duration;
import java.util.Locale;

/** Numbers as people read them; always with a decimal point. */
public final class Wording {
  private Wording() {}

  /** {@code 1:02:03}, or {@code 2:03} below an hour. */
  public static String time(Duration duration) {
    long seconds = Math.round(duration.toMillis() / 1000.0);
    return seconds < 3600
        ? format("%d:%02d", seconds / 60, seconds % 60)
        : format("%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }

  /** {@code 91.25%}. */
  public static String percent(double part) {
    return format("%.2f%%", 100 * part);
  }

  /** Three digits or more: {@code 2.81}, {@code 281}. */
  public static String rate(double perSecond) {
    return format(perSecond < 10 ? "%.2f" : perSecond < 100 ? "%.1f" : "%.0f", perSecond);
  }

  /** {@code 3.4 MB}. */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double amount = bytes;
    String unit = "";
    for (String larger : new String[] {"kB", "MB", "GB", "TB"}) {
      if (amount < 1000) {
        break;
      }
      amount /= 1000;
      unit = larger;
    }
    return format("%.1f %s", amount, unit);
  }

  public static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
