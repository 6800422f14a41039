package io.tench.driver.spark.ml;

import io.tench.datasets.BadInputException;
import io.tench.datasets.LabelMap;
import io.tench.workers.ImageClassifier.Outcome.Classified;
import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The columns that scoring adds, by their names; an empty name is a column that is not wanted. */
record ScoreColumns(String prediction, String probability, String label) implements Serializable {
  static ScoreColumns of(ImageClassifierModel model) {
    return new ScoreColumns(
        model.getPredictionCol(), model.getProbabilityCol(), model.getPredictedLabelCol());
  }

  /**
   * A schema with these columns at its end.
   *
   * @throws BadInputException if it has one of them already
   */
  StructType addTo(StructType schema) {
    StructType added = add(schema, prediction, DataTypes.DoubleType);
    added = add(added, probability, SQLDataTypes.VectorType());
    return add(added, label, DataTypes.StringType);
  }

  private static StructType add(StructType schema, String name, DataType type) {
    if (name.isEmpty()) {
      return schema;
    }
    if (Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new BadInputException(
          "The column \"%s\" exists already: give the classifier's column another name."
              .formatted(name));
    }
    return schema.add(name, type, true);
  }

  /** A row with these columns at its end. */
  Row addTo(Row row, Classified image, LabelMap labels) {
    int best = image.best();
    return addTo(row, (double) best, vector(image.probabilities()), labels.get(best).name());
  }

  /** A row with nulls in these columns at its end. */
  Row addNullsTo(Row row) {
    return addTo(row, null, null, null);
  }

  private Row addTo(Row row, Double index, Vector probabilities, String name) {
    Object[] values = new Object[row.size() + 3];
    int size = 0;
    while (size < row.size()) {
      values[size] = row.get(size);
      size++;
    }
    if (!prediction.isEmpty()) {
      values[size++] = index;
    }
    if (!probability.isEmpty()) {
      values[size++] = probabilities;
    }
    if (!label.isEmpty()) {
      values[size++] = name;
    }
    return RowFactory.create(Arrays.copyOf(values, size));
  }

  private static Vector vector(float[] probabilities) {
    double[] values = new double[probabilities.length];
    for (int index = 0; index < values.length; index++) {
      values[index] = probabilities[index];
    }
    return Vectors.dense(values);
  }
}
