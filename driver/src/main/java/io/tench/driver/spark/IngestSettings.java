package io.tench.driver.spark;

import io.tench.datasets.source.SourceFormat;

/**
 * What to make shards of, and how.
 *
 * @param source a folder or tar of images, or of one of the other formats
 * @param out folder that {@code train} and {@code val} are made in
 * @param resize pixels of the shorter side that larger images are scaled down to; 0 keeps all bytes
 * @param shardBytes about the size of a shard
 * @param validationFraction part of each class that is held out where the source has no validation
 *     images; 0 for none
 * @param seed of the shuffle and the hold-out
 */
public record IngestSettings(
    String source,
    String out,
    SourceFormat format,
    int resize,
    long shardBytes,
    double validationFraction,
    long seed) {
  public IngestSettings {
    if (resize < 0) {
      throw new IllegalArgumentException("resize must be >= 0, was " + resize);
    }
    if (shardBytes < 1) {
      throw new IllegalArgumentException("shard-size must be >= 1 byte, was " + shardBytes);
    }
    if (!(validationFraction >= 0 && validationFraction < 1)) {
      throw new IllegalArgumentException(
          "val-fraction must be in [0, 1), was " + validationFraction);
    }
  }
}
