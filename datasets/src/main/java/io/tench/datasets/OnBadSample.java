package io.tench.datasets;

/** What becomes of a sample that cannot be read, or whose label the data set does not have. */
public enum OnBadSample {
  /** Reading ends, with one sentence that names it. */
  STOP,
  /** It is left out and counted. */
  SKIP
}
