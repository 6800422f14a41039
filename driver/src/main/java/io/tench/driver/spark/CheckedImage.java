package io.tench.driver.spark;

import io.tench.datasets.ChannelAccumulator;
import io.tench.datasets.Sample;
import java.io.Serializable;

/** What became of one image of a source. */
sealed interface CheckedImage extends Serializable {
  /**
   * It decodes.
   *
   * @param sample what goes into a shard
   * @param channels its pixels, as RGB
   * @param gray whether their channels are all the same
   */
  record Accepted(Sample sample, ChannelAccumulator channels, boolean gray)
      implements CheckedImage {}

  /** It does not. {@code file} holds its bytes in the quarantine. */
  record Rejected(String path, String file, String label, String reason) implements CheckedImage {}

  /** The source itself is damaged here; {@code sentence} says how. Nothing follows it. */
  record Damaged(String sentence) implements CheckedImage {}
}
