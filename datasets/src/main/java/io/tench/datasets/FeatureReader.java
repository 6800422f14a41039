package io.tench.datasets;

import io.tench.datasets.storage.Storage;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.Consumer;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;

/** Reads what {@link FeatureWriter} writes. */
final class FeatureReader extends RecordMaterializer<Feature> {
  private final float[] values;
  private int count;
  private int label;
  private String path = "";

  private FeatureReader(int size) {
    values = new float[size];
  }

  /**
   * All features of a file, in order.
   *
   * @throws BadInputException if the file is damaged, or of another size
   */
  static void read(Storage storage, String file, long bytes, int size, Consumer<Feature> target)
      throws IOException {
    try (ParquetFileReader reader =
        ParquetFileReader.open(
            new ShardInput(storage, file, bytes),
            ParquetReadOptions.builder().usePageChecksumVerification().build())) {
      MessageType schema = reader.getFileMetaData().getSchema();
      MessageColumnIO columns = new ColumnIOFactory().getColumnIO(schema);
      for (PageReadStore pages = reader.readNextRowGroup();
          pages != null;
          pages = reader.readNextRowGroup()) {
        RecordReader<Feature> records = columns.getRecordReader(pages, new FeatureReader(size));
        for (long row = 0; row < pages.getRowCount(); row++) {
          target.accept(records.read());
        }
      }
    } catch (RuntimeException broken) {
      throw new BadInputException(
          "%s is damaged (%s): write the features again.".formatted(file, broken.getMessage()),
          broken);
    }
  }

  @Override
  public Feature getCurrentRecord() {
    if (count != values.length) {
      throw new IllegalStateException(
          "a feature has %d values, not %d".formatted(count, values.length));
    }
    count = 0;
    return new Feature(Arrays.copyOf(values, values.length), label, path);
  }

  @Override
  public GroupConverter getRootConverter() {
    Converter element =
        new PrimitiveConverter() {
          @Override
          public void addFloat(float value) {
            values[count++] = value;
          }
        };
    Converter labels =
        new PrimitiveConverter() {
          @Override
          public void addLong(long value) {
            label = Math.toIntExact(value);
          }
        };
    Converter paths =
        new PrimitiveConverter() {
          @Override
          public void addBinary(Binary value) {
            path = value.toStringUsingUTF8();
          }
        };
    return new RecordFields(new RecordFields(new RecordFields(element)), labels, paths);
  }
}
