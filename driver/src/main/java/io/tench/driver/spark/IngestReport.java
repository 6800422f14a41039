package io.tench.driver.spark;

import io.tench.datasets.source.SourceFormat;
import java.time.Duration;
import java.util.Optional;

/**
 * What an ingest made.
 *
 * @param format of the source
 */
public record IngestReport(
    SourceFormat format, int classes, Split train, Optional<Split> validation, Duration duration) {
  /**
   * One data set.
   *
   * @param rejected images that could not be decoded and lie in its {@code _rejected} folder
   * @param bytes of all shards
   */
  public record Split(String location, long images, long rejected, int shards, long bytes) {}
}
