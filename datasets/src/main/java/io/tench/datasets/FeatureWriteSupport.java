package io.tench.datasets;

import static org.apache.parquet.schema.LogicalTypeAnnotation.stringType;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.BINARY;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.FLOAT;
import static org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName.INT64;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Types;

/** Writes features in the columns that {@link FeatureWriter} names. */
final class FeatureWriteSupport extends WriteSupport<Feature> {
  private static final MessageType SCHEMA =
      Types.buildMessage()
          .requiredList()
          .requiredElement(FLOAT)
          .named("features")
          .required(INT64)
          .named("label")
          .required(BINARY)
          .as(stringType())
          .named("path")
          .named("schema");

  private final int size;
  private RecordConsumer record;

  FeatureWriteSupport(int size) {
    this.size = size;
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(SCHEMA, Map.of("tench.features.size", Integer.toString(size)));
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    record = consumer;
  }

  @Override
  public void write(Feature feature) {
    if (feature.values().length != size) {
      throw new IllegalArgumentException(
          "features must have %d values, had %d".formatted(size, feature.values().length));
    }
    record.startMessage();
    record.startField("features", 0);
    record.startGroup();
    record.startField("list", 0);
    for (float value : feature.values()) {
      record.startGroup();
      record.startField("element", 0);
      record.addFloat(value);
      record.endField("element", 0);
      record.endGroup();
    }
    record.endField("list", 0);
    record.endGroup();
    record.endField("features", 0);
    record.startField("label", 1);
    record.addLong(feature.label());
    record.endField("label", 1);
    record.startField("path", 2);
    record.addBinary(Binary.fromString(feature.path()));
    record.endField("path", 2);
    record.endMessage();
  }
}
