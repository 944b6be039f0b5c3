package dev.limpid.train.data.files;

import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Images and labels as NumPy's arrays.
 *
 * <p>Images are {@code [N,H,W]}, read as {@code [H,W,1]}, or {@code [N,H,W,C]}: uint8, of which 255
 * is read as 1, or float32 or float64, which are taken as they are. Labels are whole numbers, 0 or
 * more, {@code [N]} or {@code [N,1]}; classes are called by them. {@code .npy} files are mapped
 * into memory; what is in an {@code .npz} file is inflated.
 */
public final class NumpyFiles {
  /** Labels are counted from 0; a larger one is no class. */
  private static final int MOST_CLASSES = 1_000_000;

  private NumpyFiles() {}

  /**
   * The images of one {@code .npy} file with the labels of another.
   *
   * @throws DatasetException if a file is missing or broken, or they have not as many entries
   */
  public static Dataset read(Path images, Path labels) {
    NpyArray x;
    try (BinaryFile file = BinaryFile.open(images)) {
      x = NpyArray.read(file, images.toString());
    }
    int[] y;
    try (BinaryFile file = BinaryFile.open(labels)) {
      y = labels(NpyArray.read(file, labels.toString()));
    }
    return dataset(x, y, ClassNames.of(null, y));
  }

  /**
   * An {@code .npz} file with arrays {@code x_train}, {@code y_train} and, if it has a part to
   * validate on, {@code x_test}, {@code y_test}, as Keras's {@code mnist.npz} has them.
   *
   * @throws DatasetException if the file is missing or broken, or lacks an array
   */
  public static PackedData.Parts readArchive(Path path) {
    BinaryFile.requireFile(path);
    try (ZipFile zip = new ZipFile(path.toFile())) {
      NpyArray x = entry(zip, path, "x_train");
      int[] y = labels(entry(zip, path, "y_train"));
      if (zip.getEntry("x_test.npy") == null) {
        return new PackedData.Parts(dataset(x, y, ClassNames.of(null, y)), Optional.empty());
      }
      NpyArray testX = entry(zip, path, "x_test");
      int[] testY = labels(entry(zip, path, "y_test"));
      List<String> names = ClassNames.of(null, y, testY);
      Dataset training = dataset(x, y, names);
      Dataset validation = dataset(testX, testY, names);
      if (!training.sampleShape().equals(validation.sampleShape())) {
        throw new DatasetException(
            "cannot read "
                + path
                + ": the images of x_train are "
                + training.sampleShape()
                + ", but those of x_test are "
                + validation.sampleShape());
      }
      return new PackedData.Parts(training, Optional.of(validation));
    } catch (IOException e) {
      throw BinaryFile.failure(path.toString(), e);
    } catch (IllegalArgumentException e) { // what the JDK makes of a name that it can't decode
      throw new DatasetException("cannot read " + path + ": the zip file is broken", e);
    }
  }

  private static NpyArray entry(ZipFile zip, Path path, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name + ".npy");
    if (entry == null) {
      throw new DatasetException(
          "cannot read "
              + path
              + ": it has no array "
              + name
              + "; expected x_train and y_train, and x_test and y_test to validate on");
    }
    String where = path + ", array " + name;
    try (BinaryFile file = BinaryFile.of(where, zip.getInputStream(entry))) {
      return NpyArray.read(file, where);
    }
  }

  private static Dataset dataset(NpyArray x, int[] y, List<String> names) {
    if (x.count() != y.length) {
      throw x.failure("it has " + x.count() + " images, but there are " + y.length + " labels");
    }
    RecordDataset.Values values =
        switch (x.type()) {
          case "u1" -> RecordDataset.Values.BYTES;
          case "f4" -> RecordDataset.Values.FLOATS;
          case "f8" -> RecordDataset.Values.DOUBLES;
          default ->
              throw x.failure(
                  "its values are of type "
                      + x.type()
                      + "; images are uint8, 0 to 255, or float32 or float64, 0 to 1");
        };
    int[] dims = x.dims();
    if (dims.length != 3 && dims.length != 4) {
      throw x.failure(
          "it has " + dims.length + " dimensions; images have 3, [N,H,W], or 4, [N,H,W,C]");
    }
    Shape shape = Shape.of(dims[1], dims[2], dims.length == 4 ? dims[3] : 1);
    return new RecordDataset(x.name(), x.records(), 0, values, shape, names, y);
  }

  private static int[] labels(NpyArray array) {
    int[] dims = array.dims();
    if (!(dims.length == 1 || dims.length == 2 && dims[1] == 1)) {
      throw array.failure(
          "it is of shape " + array.shapeText() + "; labels are one whole number an image, [N]");
    }
    int[] labels = new int[array.count()];
    for (int i = 0; i < labels.length; i++) {
      long label = array.wholeNumber(i);
      if (label < 0 || label >= MOST_CLASSES) {
        throw array.failure(
            "label " + i + " is " + label + "; labels are 0 to " + (MOST_CLASSES - 1));
      }
      labels[i] = (int) label;
    }
    return labels;
  }
}
