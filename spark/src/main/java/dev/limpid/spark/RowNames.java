package dev.limpid.spark;

import java.io.Serializable;
import java.util.Arrays;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;

/** What to call a row in messages: where its image is from, or its place. */
final class RowNames implements Serializable {
  private static final long serialVersionUID = 1L;

  /** The column in which Spark's binary files have theirs. */
  static final String PATH = "path";

  private final FeatureReader features;
  private final int path;

  RowNames(StructType schema, FeatureReader features) {
    this.features = features;
    boolean hasPath =
        Arrays.asList(schema.fieldNames()).contains(PATH)
            && schema.apply(PATH).dataType() instanceof StringType;
    this.path = hasPath ? schema.fieldIndex(PATH) : -1;
  }

  /**
   * The name of a row.
   *
   * @param number within its partition, from 0
   */
  String of(Row row, long number) {
    String origin = features.originOf(row);
    if (origin != null) {
      return origin;
    }
    if (path >= 0 && !row.isNullAt(path)) {
      return row.getString(path);
    }
    return "row " + number + " of partition " + TaskContext.getPartitionId();
  }
}
