package dev.limpid.train.data.files;

import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetException;
import dev.limpid.train.data.Split;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Images and labels as IDX files, as MNIST and Fashion-MNIST come: unsigned bytes, compressed by
 * gzip or not.
 *
 * <p>An IDX file is two zero bytes, 8 for unsigned bytes, the number of dimensions, each dimension
 * as a big-endian int, then the values. Images are {@code [N,H,W]}, read as {@code [H,W,1]}, or
 * {@code [N,H,W,C]}; labels are {@code [N]}. A byte of 255 is read as 1. A file that is not
 * compressed is mapped into memory, and may be larger than the JVM's.
 */
public final class IdxFiles {
  private static final int UNSIGNED_BYTE = 8;
  private static final String LAYOUT =
      "train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and"
          + " t10k-labels-idx1-ubyte, with .gz or without";

  private IdxFiles() {}

  /** Whether a folder holds images of the MNIST family: {@code train-images-idx3-ubyte}. */
  public static boolean isFolder(Path folder) {
    return find(folder, "train-images", "idx3") != null;
  }

  /**
   * The folder of a data set of the MNIST family: {@code train-*} to learn from, {@code t10k-*} to
   * validate on. Classes are called by their numbers, or by the lines of a file {@code classes.txt}
   * in the folder.
   *
   * @throws DatasetException if a file is missing or broken
   */
  public static Split readFolder(Path folder) {
    Part training = part(folder, "train");
    Part validation = part(folder, "t10k");
    if (!training.images.shape.equals(validation.images.shape)) {
      throw new DatasetException(
          "the images of "
              + training.file
              + " are "
              + training.images.shape
              + ", but those of "
              + validation.file
              + " are "
              + validation.images.shape);
    }
    List<String> names =
        ClassNames.of(folder.resolve("classes.txt"), 0, training.labels, validation.labels);
    return new Split(training.dataset(names), validation.dataset(names));
  }

  /**
   * The images of one file with the labels of another. Classes are called by their numbers.
   *
   * @throws DatasetException if a file is missing or broken, or they have not as many entries
   */
  public static Dataset read(Path images, Path labels) {
    Part part = Part.read(images, labels);
    return part.dataset(ClassNames.of(null, 0, part.labels));
  }

  private static Part part(Path folder, String part) {
    return Part.read(
        require(folder, part + "-images", "idx3"), require(folder, part + "-labels", "idx1"));
  }

  private static Path require(Path folder, String name, String kind) {
    Path file = find(folder, name, kind);
    if (file == null) {
      throw new DatasetException(
          "the folder " + folder + " has no " + name + "-" + kind + "-ubyte; expected " + LAYOUT);
    }
    return file;
  }

  /** The file; null if there is none. Some programs that unpack write a dot for the second dash. */
  private static Path find(Path folder, String name, String kind) {
    for (String dash : List.of("-", ".")) {
      for (String ending : List.of("", ".gz")) {
        Path file = folder.resolve(name + dash + kind + "-ubyte" + ending);
        if (Files.isRegularFile(file)) {
          return file;
        }
      }
    }
    return null;
  }

  /** The images and labels of one part. */
  private record Part(Path file, Images images, int[] labels) {
    static Part read(Path imageFile, Path labelFile) {
      Images images = Images.read(imageFile);
      int[] labels = labelsOf(labelFile);
      if (images.records.count() != labels.length) {
        throw new DatasetException(
            imageFile
                + " has "
                + images.records.count()
                + " images, but "
                + labelFile
                + " has "
                + labels.length
                + " labels");
      }
      return new Part(imageFile, images, labels);
    }

    Dataset dataset(List<String> names) {
      return new RecordDataset(
          String.valueOf(file.getFileName()),
          images.records,
          0,
          RecordDataset.Values.BYTES,
          images.shape,
          names,
          labels);
    }
  }

  /** Images and the shape of one. */
  private record Images(Records records, Shape shape) {
    static Images read(Path path) {
      try (BinaryFile file = BinaryFile.open(path)) {
        int[] dims = dims(file);
        if (dims.length != 3 && dims.length != 4) {
          throw file.failure(
              "it has " + dims.length + " dimensions; images have 3, [N,H,W], or 4, [N,H,W,C]");
        }
        int channels = dims.length == 4 ? dims[3] : 1;
        int size = Sizes.ofSample(file, dims[1], dims[2], channels);
        return new Images(
            file.records(dims[0], size, "images"), Shape.of(dims[1], dims[2], channels));
      }
    }
  }

  private static int[] labelsOf(Path path) {
    try (BinaryFile file = BinaryFile.open(path)) {
      int[] dims = dims(file);
      if (dims.length != 1) {
        throw file.failure("it has " + dims.length + " dimensions; labels have one");
      }
      Records records = file.records(dims[0], 1, "labels");
      int[] labels = new int[dims[0]];
      for (int i = 0; i < labels.length; i++) {
        labels[i] = records.bufferOf(i).get(records.startOf(i)) & 0xff;
      }
      return labels;
    }
  }

  private static int[] dims(BinaryFile file) {
    byte[] magic = file.header(4);
    if (magic[0] != 0 || magic[1] != 0 || magic[3] < 1) {
      throw file.failure("it is not an IDX file, which begins with two zero bytes");
    }
    if (magic[2] != UNSIGNED_BYTE) {
      throw file.failure(
          "its values are of the IDX type "
              + (magic[2] & 0xff)
              + "; unsigned bytes, type 8, are read");
    }
    ByteBuffer header = ByteBuffer.wrap(file.header(Integer.BYTES * magic[3]));
    int[] dims = new int[magic[3]];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = file.count(header.getInt(), i == 0 ? "entries" : "rows or columns");
    }
    return dims;
  }
}
