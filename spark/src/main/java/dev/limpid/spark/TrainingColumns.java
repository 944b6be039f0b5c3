package dev.limpid.spark;

import dev.limpid.core.Shape;
import java.util.List;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * The columns that a training reads.
 *
 * @param features of the images
 * @param label of their classes
 * @param validation true for rows to validate on; null for none
 */
record TrainingColumns(String features, String label, String validation) {
  private static final String ARE_NUMBERS =
      "; labels are whole numbers from 0 on, and Spark ML's StringIndexer makes them of texts";

  /**
   * Checks their types.
   *
   * @throws IllegalArgumentException if they can't be read
   */
  void require(StructType schema) {
    FeatureReader.requireReadable(field(schema, features, "featuresCol"));
    StructField labels = field(schema, label, "labelCol");
    if (!(labels.dataType() instanceof NumericType)) {
      throw new IllegalArgumentException(
          "the column '"
              + label
              + "' is of type "
              + labels.dataType().simpleString()
              + ARE_NUMBERS);
    }
    if (validation != null
        && !(field(schema, validation, "validationIndicatorCol").dataType()
            instanceof BooleanType)) {
      throw new IllegalArgumentException(
          "the column '"
              + validation
              + "' must be boolean, but is of type "
              + schema.apply(validation).dataType().simpleString());
    }
  }

  /**
   * A column.
   *
   * @param param by which it was named
   * @throws IllegalArgumentException if there is none of that name
   */
  static StructField field(StructType schema, String column, String param) {
    List<String> names = List.of(schema.fieldNames());
    if (!names.contains(column)) {
      throw new IllegalArgumentException(
          param + " is '" + column + "', but the columns are " + String.join(", ", names));
    }
    return schema.apply(column);
  }

  /** Says of labels that are texts which row has one: {@link #require} sees no rows. */
  void requireNoTexts(Dataset<Row> data) {
    if (!(field(data.schema(), label, "labelCol").dataType() instanceof StringType)) {
      return;
    }
    RowNames names =
        new RowNames(data.schema(), FeatureReader.of(data.schema(), features, Shape.of(1, 1, 1)));
    data.takeAsList(1).stream()
        .findFirst()
        .ifPresent(
            row -> {
              throw new IllegalArgumentException(
                  names.of(row, 0)
                      + ": its label is the text '"
                      + row.getString(row.fieldIndex(label))
                      + "'"
                      + ARE_NUMBERS);
            });
  }

  /** The size of an image that can be read, for images that all must have the same. */
  Shape sizeOf(Dataset<Row> data) {
    String column = "`" + features.replace("`", "``") + "`"; // a dot in a name is no field
    Row first =
        data
            .select(functions.col(column))
            .filter(functions.col(column + ".height").gt(0))
            .takeAsList(1)
            .stream()
            .findFirst()
            .orElseThrow(() -> new IllegalArgumentException("there is no image that can be read"));
    Row struct = first.getStruct(0);
    return Shape.of(ImageSchema.getHeight(struct), ImageSchema.getWidth(struct), 3);
  }
}
