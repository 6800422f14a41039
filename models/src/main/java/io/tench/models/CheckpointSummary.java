package io.tench.models;

/**
 * What a checkpoint that verified says of itself, without its vectors.
 *
 * @param bytes of all its files, the manifest included
 */
public record CheckpointSummary(
    NetworkDescription network,
    TrainingPosition position,
    Checkpoint.TrainingReport report,
    long bytes) {}
