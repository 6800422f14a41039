package io.tench.driver.spark.ml;

import io.tench.datasets.BadInputException;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Where a row has its image.
 *
 * @param field within the struct at {@code column}, or -1 where the column itself is binary
 */
record ImageColumn(String name, int column, int field) implements Serializable {
  private static final String BYTES = "bytes";

  /**
   * The image column of a schema.
   *
   * @throws BadInputException if there is none of that name, or it holds no bytes
   */
  static ImageColumn of(StructType schema, String name) {
    if (!Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new BadInputException(
          "The column \"%s\" is none of %s: call setInputCol with the column that holds the images."
              .formatted(name, Arrays.toString(schema.fieldNames())));
    }
    int column = schema.fieldIndex(name);
    DataType type = schema.fields()[column].dataType();
    if (type.equals(DataTypes.BinaryType)) {
      return new ImageColumn(name, column, -1);
    }
    if (type instanceof StructType struct
        && Arrays.asList(struct.fieldNames()).contains(BYTES)
        && struct.apply(BYTES).dataType().equals(DataTypes.BinaryType)) {
      return new ImageColumn(name, column, struct.fieldIndex(BYTES));
    }
    throw new BadInputException(
        "The column \"%s\" is %s: name one of binary, or a struct with a binary field bytes."
            .formatted(name, type.simpleString()));
  }

  /** The encoded image, or null. */
  byte[] of(Row row) {
    if (field < 0 || row.isNullAt(column)) {
      return row.getAs(column);
    }
    return row.getStruct(column).getAs(field);
  }
}
