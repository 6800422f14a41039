package io.tench.driver.configuration;

/** The values that a number may have, and how one says so: {@code >= 1}, {@code in [0, 1)}. */
record Bounds(double low, boolean withLow, double high, boolean withHigh) {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  static Bounds atLeast(double low) {
    return new Bounds(low, true, INFINITY, false);
  }

  static Bounds above(double low) {
    return new Bounds(low, false, INFINITY, false);
  }

  /** From {@code low} inclusive to {@code high} exclusive. */
  static Bounds from(double low, double high) {
    return new Bounds(low, true, high, false);
  }

  /** Above {@code low}, up to {@code high} inclusive. */
  static Bounds upTo(double low, double high) {
    return new Bounds(low, false, high, true);
  }

  boolean contains(double value) {
    return (withLow ? value >= low : value > low) && (withHigh ? value <= high : value < high);
  }

  @Override
  public String toString() {
    if (high == INFINITY) {
      return (withLow ? ">= " : "> ") + written(low);
    }
    return "in %s%s, %s%s"
        .formatted(withLow ? "[" : "(", written(low), written(high), withHigh ? "]" : ")");
  }

  private static String written(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
