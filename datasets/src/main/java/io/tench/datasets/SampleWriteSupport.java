package io.tench.datasets;

import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;

/** Writes samples in the columns of {@link ShardSchema#WRITTEN}. */
final class SampleWriteSupport extends WriteSupport<Sample> {
  private final LabelMap labels;
  private RecordConsumer record;

  SampleWriteSupport(LabelMap labels) {
    this.labels = labels;
  }

  @Override
  public WriteContext init(Configuration configuration) {
    return new WriteContext(
        ShardSchema.WRITTEN, Map.of(HuggingFaceFeatures.KEY, HuggingFaceFeatures.json(labels)));
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    record = consumer;
  }

  @Override
  public void write(Sample sample) {
    record.startMessage();
    record.startField(ShardSchema.IMAGE, 0);
    record.startGroup();
    binary(ShardSchema.BYTES, 0, Binary.fromConstantByteArray(sample.image()));
    binary(ShardSchema.PATH, 1, Binary.fromString(sample.path()));
    record.endGroup();
    record.endField(ShardSchema.IMAGE, 0);
    record.startField(ShardSchema.LABEL, 1);
    record.addLong(sample.label());
    record.endField(ShardSchema.LABEL, 1);
    record.endMessage();
  }

  private void binary(String field, int index, Binary value) {
    record.startField(field, index);
    record.addBinary(value);
    record.endField(field, index);
  }
}
