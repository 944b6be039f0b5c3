package dev.limpid.spark;

import dev.limpid.core.Shape;
import dev.limpid.train.data.DatasetException;
import dev.limpid.train.data.ImageFolder;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.image.ImageSchema;
import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads the values that a network takes from a column of Spark: images as {@code
 * spark.read().format("image")} has them, image files as {@code binaryFile} has them, vectors of
 * Spark ML, or arrays of numbers.
 */
final class FeatureReader implements Serializable {
  private static final long serialVersionUID = 1L;

  /** What the column holds. */
  private enum Kind {
    IMAGE,
    FILE,
    VECTOR,
    ARRAY
  }

  /** OpenCV's modes of 8 bits a value, as Spark names them. */
  private static final int GREY = 0;

  private static final int BGR = 16;
  private static final int BGRA = 24;

  private final Kind kind;
  private final int at;

  /** Height, width, channels; null for each image's own size. */
  private final int[] shape;

  private FeatureReader(Kind kind, int at, int[] shape) {
    this.kind = kind;
    this.at = at;
    this.shape = shape;
  }

  /**
   * A reader of a column.
   *
   * @param shape what images become, and what numbers are; null for images' own size
   * @throws IllegalArgumentException if the column holds something else, or needs a shape
   */
  static FeatureReader of(StructType schema, String column, Shape shape) {
    Kind kind = kindOf(schema.apply(column));
    if (shape == null && kind != Kind.IMAGE) {
      throw new IllegalArgumentException(
          "the column '"
              + column
              + "' holds "
              + (kind == Kind.FILE ? "image files" : "numbers")
              + ": imageShape must say "
              + (kind == Kind.FILE ? "what they become" : "what image they are")
              + ", such as 32x32x3");
    }
    return new FeatureReader(
        kind, schema.fieldIndex(column), shape == null ? null : shape.toArray());
  }

  /**
   * Checks that a column can be read.
   *
   * @throws IllegalArgumentException if not
   */
  static void requireReadable(StructField column) {
    kindOf(column);
  }

  private static Kind kindOf(StructField column) {
    DataType type = column.dataType();
    if (type instanceof BinaryType) {
      return Kind.FILE;
    }
    if (type.equals(SQLDataTypes.VectorType())) {
      return Kind.VECTOR;
    }
    if (type instanceof ArrayType array && array.elementType() instanceof NumericType) {
      return Kind.ARRAY;
    }
    if (type instanceof StructType struct
        && List.of(struct.fieldNames()).equals(List.of(ImageSchema.imageFields()))) {
      return Kind.IMAGE;
    }
    throw new IllegalArgumentException(
        "the column '"
            + column.name()
            + "' is of type "
            + type.simpleString()
            + "; it must hold images (format image), image files (format binaryFile, its column"
            + " content), vectors, or arrays of numbers");
  }

  /** Whether values are multiples of 1/255. */
  boolean givesPixels() {
    return kind == Kind.IMAGE || kind == Kind.FILE;
  }

  /** What an image calls itself: where it was read from; null if it does not say. */
  String originOf(Row row) {
    if (kind != Kind.IMAGE || row.isNullAt(at)) {
      return null;
    }
    String origin = ImageSchema.getOrigin(row.getStruct(at));
    return origin == null || origin.isEmpty() ? null : origin;
  }

  /** The shape of what {@link #read} gives for this row. */
  Shape shapeOf(Row row) {
    if (shape != null) {
      return Shape.of(shape);
    }
    Row image = row.getStruct(at);
    return Shape.of(ImageSchema.getHeight(image), ImageSchema.getWidth(image), 3);
  }

  /**
   * The values of a row, in 0 to 1 those of images.
   *
   * @throws IllegalArgumentException if there are none, or not as many as the shape says
   * @throws DatasetException if an image can't be read
   */
  float[] read(Row row) {
    if (row.isNullAt(at)) {
      throw new IllegalArgumentException("the features are null");
    }
    return switch (kind) {
      case IMAGE -> ofImage(row.getStruct(at));
      case FILE ->
          ImageFolder.readImage(new ByteArrayInputStream(row.<byte[]>getAs(at)), Shape.of(shape));
      case VECTOR -> numbers(row.<Vector>getAs(at).toArray());
      case ARRAY -> numbers(values(row.getList(at)));
    };
  }

  private static double[] values(List<?> array) {
    int missing = array.indexOf(null);
    if (missing >= 0) {
      throw new IllegalArgumentException("value " + missing + " is null");
    }
    return array.stream().mapToDouble(each -> ((Number) each).doubleValue()).toArray();
  }

  private float[] ofImage(Row image) {
    int height = ImageSchema.getHeight(image);
    int width = ImageSchema.getWidth(image);
    int channels = ImageSchema.getNChannels(image);
    byte[] data = ImageSchema.getData(image);
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException("the image is broken: Spark could not decode it");
    }
    if (data == null || data.length != (long) height * width * channels) {
      throw new IllegalArgumentException(
          "the image is broken: "
              + height
              + "x"
              + width
              + " pixels of "
              + channels
              + " channels are not the "
              + (data == null ? 0 : data.length)
              + " bytes that it has");
    }
    BufferedImage decoded =
        switch (ImageSchema.getMode(image)) {
          case GREY -> image(height, width, BufferedImage.TYPE_BYTE_GRAY, data);
          case BGR -> image(height, width, BufferedImage.TYPE_3BYTE_BGR, data);
          case BGRA -> image(height, width, BufferedImage.TYPE_4BYTE_ABGR, alphaFirst(data));
          default ->
              throw new IllegalArgumentException(
                  "the image has OpenCV's mode "
                      + ImageSchema.getMode(image)
                      + "; those of 8 bits are read: CV_8UC1, CV_8UC3 and CV_8UC4");
        };
    return ImageFolder.readImage(
        decoded, shape == null ? Shape.of(height, width, 3) : Shape.of(shape));
  }

  /** The bytes have the order that Java's image has. */
  private static BufferedImage image(int height, int width, int type, byte[] data) {
    BufferedImage image = new BufferedImage(width, height, type);
    byte[] raster = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    if (raster.length != data.length) {
      throw new IllegalArgumentException("the image's mode and its channels contradict each other");
    }
    System.arraycopy(data, 0, raster, 0, data.length);
    return image;
  }

  private static byte[] alphaFirst(byte[] bgra) {
    byte[] abgr = new byte[bgra.length];
    for (int i = 0; i + 3 < bgra.length; i += 4) {
      abgr[i] = bgra[i + 3];
      System.arraycopy(bgra, i, abgr, i + 1, 3);
    }
    return abgr;
  }

  private float[] numbers(double[] values) {
    int expected = Shape.of(shape).size();
    if (values.length != expected) {
      throw new IllegalArgumentException(
          "there are "
              + values.length
              + " values, but an image of "
              + Shape.of(shape)
              + " has "
              + expected);
    }
    float[] result = new float[values.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) values[i];
      if (!Float.isFinite(result[i])) {
        throw new IllegalArgumentException("value " + i + " is " + values[i]);
      }
    }
    return result;
  }
}
