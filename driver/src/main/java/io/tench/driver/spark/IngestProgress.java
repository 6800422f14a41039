package io.tench.driver.spark;

/** Told of an ingest's progress now and then, on the thread that runs it. */
@FunctionalInterface
public interface IngestProgress {
  /** What an ingest is at. */
  enum Stage {
    /** Reading, decoding and, if asked, resizing the source's images. */
    CHECK,
    /** Writing shards of them. */
    WRITE
  }

  /**
   * Images that the stage is done with.
   *
   * @param total of the stage, or -1 where it is not known yet
   */
  void images(Stage stage, long done, long total);
}
