package io.tench.driver.spark;

import io.tench.datasets.Sample;
import io.tench.datasets.image.ChannelSums;
import java.io.Serializable;

/** What became of one image of a source. */
sealed interface CheckedImage extends Serializable {
  /** It decodes; {@code sample} is what goes into a shard. */
  record Accepted(Sample sample, ChannelSums channels) implements CheckedImage {}

  /** It does not. {@code file} holds its bytes in the quarantine. */
  record Rejected(String path, String file, String label, String reason) implements CheckedImage {}

  /** The source itself is damaged here; {@code sentence} says how. Nothing follows it. */
  record Damaged(String sentence) implements CheckedImage {}
}
