package io.tench.models;

import io.tench.datasets.LabelMap;
import io.tench.datasets.Preprocessing;
import java.io.Serializable;

/**
 * A network without its numbers: what one needs, besides the parameters, to classify an image.
 *
 * @param architecture the name that built it: {@code resnet-50}
 * @param json DL4J's {@code ComputationGraphConfiguration}
 */
public record NetworkDescription(
    String architecture, String json, LabelMap labels, Preprocessing preprocessing)
    implements Serializable {}
