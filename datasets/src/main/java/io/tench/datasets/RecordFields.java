package io.tench.datasets;

import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;

/** A group of a Parquet record, whose fields take what is read by themselves. */
final class RecordFields extends GroupConverter {
  private final Converter[] fields;

  RecordFields(Converter... fields) {
    this.fields = fields;
  }

  @Override
  public Converter getConverter(int field) {
    return fields[field];
  }

  @Override
  public void start() {}

  @Override
  public void end() {}
}
