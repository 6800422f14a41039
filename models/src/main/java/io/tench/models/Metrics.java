package io.tench.models;

import java.io.Serializable;

/**
 * How well a network did on the samples that it was measured on.
 *
 * @param loss mean cross-entropy
 * @param top1 part of the samples whose best class was right, 0..1
 * @param top5 part of the samples whose class was among the five best, 0..1
 */
public record Metrics(long samples, double loss, double top1, double top5)
    implements Serializable {}
