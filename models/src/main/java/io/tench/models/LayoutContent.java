package io.tench.models;

import java.util.List;

/**
 * {@value CheckpointContent#LAYOUT}: where each parameter lies in the vectors, for readers that do
 * not know DL4J's rules.
 *
 * @param length floats of each vector
 */
record LayoutContent(long length, List<ParameterSlice> slices) {
  LayoutContent {
    slices = List.copyOf(slices);
  }

  static LayoutContent of(ParameterLayout layout) {
    return new LayoutContent(layout.length(), layout.slices());
  }
}
