package dev.limpid.train.data.files;

import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;

/** Images that are records of a file; values are made of their bytes when they are read. */
final class RecordDataset implements Dataset {
  /** What the bytes of an image mean. */
  enum Values {
    /** Unsigned, 0 to 255 as 0 to 1, the channels innermost. */
    BYTES {
      @Override
      void read(ByteBuffer from, int start, Shape shape, float[] target, int offset) {
        int size = shape.size();
        for (int i = 0; i < size; i++) {
          target[offset + i] = (from.get(start + i) & 0xff) / 255f;
        }
      }
    },
    /** The same, one plane of the image for each channel. */
    PLANES {
      @Override
      void read(ByteBuffer from, int start, Shape shape, float[] target, int offset) {
        int channels = shape.dim(2);
        int pixels = shape.size() / channels;
        for (int c = 0; c < channels; c++) {
          for (int i = 0; i < pixels; i++) {
            target[offset + i * channels + c] = (from.get(start + c * pixels + i) & 0xff) / 255f;
          }
        }
      }
    },
    /** Numbers of 32 bits, as they are. */
    FLOATS {
      @Override
      void read(ByteBuffer from, int start, Shape shape, float[] target, int offset) {
        int size = shape.size();
        for (int i = 0; i < size; i++) {
          target[offset + i] = from.getFloat(start + i * Float.BYTES);
        }
      }
    },
    /** Numbers of 64 bits, rounded to 32. */
    DOUBLES {
      @Override
      void read(ByteBuffer from, int start, Shape shape, float[] target, int offset) {
        int size = shape.size();
        for (int i = 0; i < size; i++) {
          target[offset + i] = (float) from.getDouble(start + i * Double.BYTES);
        }
      }
    };

    abstract void read(ByteBuffer from, int start, Shape shape, float[] target, int offset);
  }

  private final String file;
  private final Records records;
  private final int skip;
  private final Values values;
  private final Shape shape;
  private final List<String> classNames;
  private final int[] labels;

  /**
   * A data set of records.
   *
   * @param file what to call it in messages
   * @param skip bytes of a record before the image
   */
  RecordDataset(
      String file,
      Records records,
      int skip,
      Values values,
      Shape shape,
      List<String> classNames,
      int[] labels) {
    this.file = file;
    this.records = records;
    this.skip = skip;
    this.values = values;
    this.shape = shape;
    this.classNames = List.copyOf(classNames);
    this.labels = labels;
  }

  @Override
  public int size() {
    return labels.length;
  }

  @Override
  public Shape sampleShape() {
    return shape;
  }

  @Override
  public List<String> classNames() {
    return classNames;
  }

  @Override
  public int label(int index) {
    return labels[index];
  }

  @Override
  public void read(int index, float[] target, int offset) {
    Objects.checkIndex(index, labels.length);
    Objects.checkFromIndexSize(offset, shape.size(), target.length);
    values.read(records.bufferOf(index), records.startOf(index) + skip, shape, target, offset);
  }

  @Override
  public String nameOf(int index) {
    return file + " " + index;
  }

  /** For example {@code 6000 images of [28,28,1] in 10 classes}. */
  @Override
  public String toString() {
    return size() + " images of " + shape + " in " + classNames.size() + " classes";
  }
}
