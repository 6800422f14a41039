package io.tench.datasets;

import io.tench.datasets.storage.Storage;
import java.io.Closeable;
import java.io.IOException;
import org.apache.parquet.hadoop.ParquetWriter;

/**
 * Writes features as a Parquet file with the columns {@code features: list<float>}, all lists of
 * one length, {@code label: int64} and {@code path: string}.
 */
public final class FeatureWriter implements Closeable {
  static {
    FooterEncodings.order();
  }

  private final String file;
  private final ShardOutput output;
  private final ParquetWriter<Feature> writer;
  private boolean closed;

  /**
   * Begins a file.
   *
   * @param size values of each feature
   */
  public FeatureWriter(Storage storage, String file, int size) throws IOException {
    this.file = file;
    output = new ShardOutput(storage, file);
    writer =
        new WriterBuilder<>(output, new FeatureWriteSupport(size))
            .withDictionaryEncoding(false)
            .build();
  }

  /**
   * Adds a feature.
   *
   * @throws IllegalArgumentException if it is of another size
   */
  public void write(Feature feature) throws IOException {
    writer.write(feature);
  }

  /** Completes the file. */
  public ShardFile finish() throws IOException {
    close();
    return output.finished(file, writer.getFooter());
  }

  /** Closes the file, complete or not. */
  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      writer.close();
    }
  }
}
