package dev.limpid.train.data.files;

import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
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

  /** Whether a folder holds {@code x_train.npy}. */
  public static boolean isFolder(Path folder) {
    return Files.isRegularFile(folder.resolve("x_train.npy"));
  }

  /**
   * A folder with {@code x_train.npy}, {@code y_train.npy} and, if it has a part to validate on,
   * {@code x_test.npy}, {@code y_test.npy}. Classes are called by their numbers, or by the lines of
   * a file {@code classes.txt} in the folder.
   *
   * @throws DatasetException if a file is missing or broken
   */
  public static PackedData.Parts readFolder(Path folder) {
    return parts(
        folder.toString(),
        name -> {
          Path file = folder.resolve(name + ".npy");
          return Files.exists(file) ? Optional.of(array(file)) : Optional.empty();
        },
        folder.resolve("classes.txt"));
  }

  /**
   * The images of one {@code .npy} file with the labels of another.
   *
   * @throws DatasetException if a file is missing or broken, or they have not as many entries
   */
  public static Dataset read(Path images, Path labels) {
    NpyArray x = array(images);
    int[] y = labels(array(labels));
    return dataset(x, y, ClassNames.of(null, y));
  }

  /** Whether this is an {@code .npy} or {@code .npz} file, by its name. */
  public static boolean areArrays(Path path) {
    return GivenFiles.areArrays(path);
  }

  /**
   * Images and labels as they were handed to a training in Python, such as Keras's {@code fit}: the
   * values as they are, also those of whole numbers.
   *
   * <p>An {@code .npz} file has them as {@code x_train} and {@code y_train}, {@code x} and {@code
   * y}, {@code images} and {@code labels}, and those to validate on as {@code x_val} and {@code
   * y_val}, or {@code x_test} and {@code y_test}; an {@code .npy} file of such a name has the
   * labels in a file beside it. Images are {@code [N,H,W,C]}, {@code [N,C,H,W]}, or without a
   * dimension of one channel; labels are whole numbers or one-hot.
   *
   * @param image the shape that an image is to have, in which the channels come last
   * @param classNames of what the labels are indices
   * @throws DatasetException if a file is missing or broken, or does not fit the shape
   */
  public static PackedData.Parts readAsGiven(Path path, Shape image, List<String> classNames) {
    return GivenFiles.read(path, image, classNames);
  }

  private static NpyArray array(Path path) {
    try (BinaryFile file = BinaryFile.open(path)) {
      return NpyArray.read(file, path.toString());
    }
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
      return parts(path.toString(), name -> entry(zip, path, name), null);
    } catch (UncheckedIOException e) {
      throw BinaryFile.failure(path.toString(), e.getCause());
    } catch (IOException e) {
      throw BinaryFile.failure(path.toString(), e);
    } catch (IllegalArgumentException e) { // what the JDK makes of a name that it can't decode
      throw new DatasetException("cannot read " + path + ": the zip file is broken", e);
    }
  }

  private static Optional<NpyArray> entry(ZipFile zip, Path path, String name) {
    ZipEntry entry = zip.getEntry(name + ".npy");
    if (entry == null) {
      return Optional.empty();
    }
    String where = path + ", array " + name;
    try (BinaryFile file = BinaryFile.of(where, zip.getInputStream(entry))) {
      return Optional.of(NpyArray.read(file, where));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The arrays of one data set.
   *
   * @param where what holds them, for messages
   * @param arrays by name
   * @param classes a list of class names that need not exist; null for none
   */
  private static PackedData.Parts parts(
      String where, Function<String, Optional<NpyArray>> arrays, Path classes) {
    NpyArray x = require(where, arrays, "x_train");
    int[] y = labels(require(where, arrays, "y_train"));
    Optional<NpyArray> testImages = arrays.apply("x_test");
    if (testImages.isEmpty()) {
      return new PackedData.Parts(dataset(x, y, ClassNames.of(classes, y)), Optional.empty());
    }
    int[] testY = labels(require(where, arrays, "y_test"));
    List<String> names = ClassNames.of(classes, y, testY);
    Dataset training = dataset(x, y, names);
    Dataset validation = dataset(testImages.get(), testY, names);
    if (!training.sampleShape().equals(validation.sampleShape())) {
      throw new DatasetException(
          "cannot read "
              + where
              + ": the images of x_train are "
              + training.sampleShape()
              + ", but those of x_test are "
              + validation.sampleShape());
    }
    return new PackedData.Parts(training, Optional.of(validation));
  }

  private static NpyArray require(
      String where, Function<String, Optional<NpyArray>> arrays, String name) {
    return arrays
        .apply(name)
        .orElseThrow(
            () ->
                new DatasetException(
                    "cannot read "
                        + where
                        + ": it has no array "
                        + name
                        + "; expected x_train and y_train, and x_test and y_test to validate on"));
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
