package io.tench.driver.checkpoint;

import io.tench.models.CheckpointSummary;
import java.util.Optional;

/**
 * A checkpoint folder of a run, as it was found: it verifies and has content, or it has a problem.
 *
 * @param problem what is wrong with it, as one sentence
 */
public record PublishedCheckpoint(
    int round, String folder, Optional<CheckpointSummary> content, Optional<String> problem) {}
