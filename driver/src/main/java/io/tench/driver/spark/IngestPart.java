package io.tench.driver.spark;

import io.tench.datasets.source.SourcePart;
import java.io.Serializable;

/**
 * A part of the source, as one task reads it.
 *
 * @param index among all parts of the ingest
 * @param split the folder that its rejected images go to: {@code train} or {@code val}
 */
record IngestPart(int index, String split, SourcePart part) implements Serializable {}
