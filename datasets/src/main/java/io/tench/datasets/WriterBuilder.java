package io.tench.datasets;

import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.OutputFile;

/** Parquet's builder, which wants to be subclassed. */
final class WriterBuilder<T> extends ParquetWriter.Builder<T, WriterBuilder<T>> {
  private final WriteSupport<T> support;

  WriterBuilder(OutputFile file, WriteSupport<T> support) {
    super(file);
    this.support = support;
  }

  @Override
  protected WriterBuilder<T> self() {
    return this;
  }

  @Override
  protected WriteSupport<T> getWriteSupport(Configuration configuration) {
    return support;
  }
}
