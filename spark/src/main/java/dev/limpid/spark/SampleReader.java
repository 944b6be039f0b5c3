package dev.limpid.spark;

import dev.limpid.core.Shape;
import dev.limpid.train.data.DatasetException;
import java.util.Iterator;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;

/** Reads labelled rows; those that can't be used come with the reason. */
final class SampleReader implements FlatMapFunction<Iterator<Row>, Sample> {
  private static final long serialVersionUID = 1L;

  /** So that a column of identifiers, say, does not ask for a network of billions of outputs. */
  private static final int MOST_CLASSES = 100_000;

  private final FeatureReader features;
  private final RowNames names;
  private final int label;
  private final int validation;

  /** The shape that each image must have; null if it is resized. */
  private final int[] size;

  /**
   * A reader of some columns.
   *
   * @param validation the name of a column that is true for rows to validate on; null for none
   * @param size the shape that all images have of themselves; null if they are resized
   */
  SampleReader(
      StructType schema, FeatureReader features, String label, String validation, Shape size) {
    this.features = features;
    this.names = new RowNames(schema, features);
    this.label = schema.fieldIndex(label);
    this.validation = validation == null ? -1 : schema.fieldIndex(validation);
    this.size = size == null ? null : size.toArray();
  }

  @Override
  public Iterator<Sample> call(Iterator<Row> rows) {
    return new Iterator<>() {
      private long number;

      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Sample next() {
        return read(rows.next(), number++);
      }
    };
  }

  private Sample read(Row row, long number) {
    String name = names.of(row, number);
    String wrong = faultOfLabel(row);
    if (wrong != null) {
      return Sample.ofFault(name, wrong);
    }
    try {
      float[] values = features.read(row);
      if (size != null && !features.shapeOf(row).equals(Shape.of(size))) {
        return Sample.ofFault(name, differs(features.shapeOf(row)));
      }
      int which = (int) number(row);
      boolean validates =
          validation >= 0 && !row.isNullAt(validation) && row.getBoolean(validation);
      return features.givesPixels()
          ? Sample.ofImage(values, which, validates, name)
          : Sample.ofNumbers(values, which, validates, name);
    } catch (IllegalArgumentException | DatasetException e) {
      return Sample.ofBrokenImage(name, e.getMessage());
    }
  }

  private String differs(Shape shape) {
    return "its image has "
        + shape.dim(0)
        + "x"
        + shape.dim(1)
        + " pixels, another one "
        + size[0]
        + "x"
        + size[1]
        + "; imageShape says what size all become";
  }

  private double number(Row row) {
    return ((Number) row.get(label)).doubleValue();
  }

  private String faultOfLabel(Row row) {
    if (row.isNullAt(label)) {
      return "its label is null";
    }
    double value = number(row);
    if (value >= 0 && value < MOST_CLASSES && value == Math.rint(value)) {
      return null;
    }
    return "its label is "
        + row.get(label)
        + "; labels are whole numbers from 0 on, below "
        + MOST_CLASSES;
  }
}
