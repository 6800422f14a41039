package io.tench.datasets.source;

import io.tench.datasets.Sample;
import java.io.Closeable;
import java.io.IOException;

/** Samples, one after the other. */
public interface SampleStream extends Closeable {
  /**
   * The next sample, its image as the source holds it and not looked into; null after the last.
   *
   * @throws io.tench.datasets.BadInputException if the source is damaged there
   */
  Sample next() throws IOException;
}
