package io.tench.datasets.source;

import io.tench.datasets.Sample;

/** Samples that are made one by one from numbered records in memory. */
abstract class RawSamples implements SampleStream {
  private final int to;
  private int index;

  RawSamples(int from, int to) {
    this.index = from;
    this.to = to;
  }

  abstract Sample sample(int index);

  @Override
  public final Sample next() {
    return index < to ? sample(index++) : null;
  }

  @Override
  public final void close() {}
}
