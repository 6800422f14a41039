package io.tench.workers;

import java.util.Arrays;
import java.util.List;
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

  /** As configurations have them. */
  public static List<String> names() {
    return Arrays.stream(values()).map(Precision::toString).toList();
  }

  /** The inverse of {@link #toString}. */
  public static Precision named(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
