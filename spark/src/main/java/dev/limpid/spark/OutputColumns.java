package dev.limpid.spark;

import java.util.Arrays;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** The columns that a model adds: prediction, probability and reason. */
final class OutputColumns {
  private OutputColumns() {}

  /**
   * A schema with them.
   *
   * @throws IllegalArgumentException if a column of such a name is there already
   */
  static StructType appended(StructType schema, ColumnParams columns, Params owner) {
    StructType result = schema;
    result = appended(result, owner, columns.predictionCol, DataTypes.DoubleType);
    result = appended(result, owner, columns.probabilityCol, SQLDataTypes.VectorType());
    return appended(result, owner, columns.reasonCol, DataTypes.StringType);
  }

  private static StructType appended(
      StructType schema, Params owner, Param<String> param, DataType type) {
    String name = owner.getOrDefault(param);
    if (Arrays.asList(schema.fieldNames()).contains(name)) {
      throw new IllegalArgumentException(
          "there is a column '" + name + "' already; " + param.name() + " can name another");
    }
    return schema.add(name, type, true);
  }

  /** Rows with what is known of the columns that they had before, such as names of classes. */
  static Dataset<Row> withMetadataOf(StructType before, Dataset<Row> rows) {
    Dataset<Row> result = rows;
    for (StructField field : before.fields()) {
      if (!field.metadata().equals(Metadata.empty())
          && !result.schema().apply(field.name()).metadata().equals(field.metadata())) {
        result = result.withMetadata(field.name(), field.metadata());
      }
    }
    return result;
  }
}
