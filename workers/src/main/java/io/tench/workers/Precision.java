package io.tench.workers;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Locale;

/**
 * The numbers that convolutions and dense layers multiply in training. Parameters, their statistics
 * and the optimizer are float32 in either case (Micikevicius et al., ICLR 2018, section 3.1), and
 * so are evaluation and prediction.
 */
public enum Precision {
  FLOAT32,
  /** The float32's sign and exponent with 7 bits of mantissa: needs no scaling of the loss. */
  BFLOAT16;

  /**
   * Reads {@code float32} or {@code bfloat16}.
   *
   * @throws IllegalArgumentException if it is neither; says what it must be
   */
  public static Precision named(String name) {
    for (Precision precision : values()) {
      if (name.equals(precision.toString())) {
        return precision;
      }
    }
    throw new IllegalArgumentException(
        "one of " + Arrays.stream(values()).map(Precision::toString).collect(joining(", ")));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
