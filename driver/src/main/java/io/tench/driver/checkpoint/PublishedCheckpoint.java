package io.tench.driver.checkpoint;

import io.tench.models.Checkpoint;
import io.tench.models.TrainingPosition;
import java.util.Optional;

/**
 * A checkpoint folder of a run, as it was found.
 *
 * @param bytes of all its files
 * @param content what it holds, where it verifies
 * @param problem what is wrong with it, where it does not
 */
public record PublishedCheckpoint(
    int round, String folder, long bytes, Optional<Content> content, Optional<String> problem) {

  /** What a verified checkpoint says of itself. */
  public record Content(TrainingPosition position, Checkpoint.TrainingReport report) {}
}
