package io.tench.workers;

/**
 * What one step saw.
 *
 * @param loss mean cross-entropy over the batch, with label smoothing, without weight decay
 * @param correct images whose best class was right
 * @param size images in the batch
 */
public record StepReport(double loss, int correct, int size) {}
