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
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Images and labels as NumPy's arrays.
 *
 * <p>Images are {@code [N,H,W]}, read as {@code [H,W,1]}, or {@code [N,H,W,C]}: uint8, of which 255
 * is read as 1, or float32 or float64, which are taken as they are. Labels are whole numbers, 0 or
 * more, {@code [N]} or {@code [N,1]}, of any type, or one-hot, {@code [N,classes]}; classes are
 * called by their numbers. {@code .npy} files are mapped into memory; what is in an {@code .npz}
 * file is inflated.
 */
public final class NumpyFiles {
  /** What the parts to validate on are called; the first that is there counts. */
  private static final List<String> VALIDATION = List.of("val", "valid", "validation", "test");

  private NumpyFiles() {}

  /** Whether a folder holds {@code x_train.npy}. */
  public static boolean isFolder(Path folder) {
    return Files.isRegularFile(folder.resolve("x_train.npy"));
  }

  /**
   * A folder with {@code x_train.npy}, {@code y_train.npy} and, if it has a part to validate on,
   * {@code x_val.npy}, {@code y_val.npy}, or else {@code x_test.npy}, {@code y_test.npy}. Classes
   * are called by their numbers, or by the lines of a file {@code classes.txt} in the folder.
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
    GivenLabels y = GivenLabels.of(array(labels));
    return dataset(x, y, ClassNames.of(null, y.columns(), y.labels()));
  }

  /**
   * The names of the arrays of a folder or an {@code .npz} file that count for nothing when it is
   * read as a data set, sorted.
   */
  static List<String> leftAside(Path path) {
    Set<String> names = new TreeSet<>();
    try {
      if (Files.isDirectory(path)) {
        try (Stream<Path> files = Files.list(path)) {
          files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        }
      } else {
        try (ZipFile zip = new ZipFile(path.toFile())) {
          zip.stream().forEach(entry -> names.add(entry.getName()));
        }
      }
    } catch (IOException e) {
      throw BinaryFile.failure(path.toString(), e);
    }
    names.removeIf(name -> !name.endsWith(".npy"));
    names.removeAll(List.of("x_train.npy", "y_train.npy"));
    VALIDATION.stream()
        .filter(part -> names.contains("x_" + part + ".npy"))
        .findFirst()
        .ifPresent(part -> names.removeAll(List.of("x_" + part + ".npy", "y_" + part + ".npy")));
    return names.stream().map(name -> name.substring(0, name.length() - 4)).toList();
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
   * validate on, {@code x_val}, {@code y_val} ({@code valid}, {@code validation}), or else {@code
   * x_test}, {@code y_test}, as Keras's {@code mnist.npz} has them.
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
    GivenLabels y = GivenLabels.of(require(where, arrays, "y_train"));
    for (String part : VALIDATION) {
      Optional<NpyArray> images = arrays.apply("x_" + part);
      if (images.isPresent()) {
        GivenLabels labels = GivenLabels.of(require(where, arrays, "y_" + part));
        requireSameColumns(where, y, labels, part);
        List<String> names =
            ClassNames.of(
                classes, Math.max(y.columns(), labels.columns()), y.labels(), labels.labels());
        Dataset training = dataset(x, y, names);
        Dataset validation = dataset(images.get(), labels, names);
        requireSameShape(where, training, validation, part);
        return new PackedData.Parts(training, Optional.of(validation));
      }
    }
    return new PackedData.Parts(
        dataset(x, y, ClassNames.of(classes, y.columns(), y.labels())), Optional.empty());
  }

  private static void requireSameColumns(
      String where, GivenLabels training, GivenLabels validation, String part) {
    int one = training.columns();
    int other = validation.columns();
    if (one > 0 && other > 0 && one != other) {
      throw new DatasetException(
          "cannot read "
              + where
              + ": y_train has "
              + one
              + " columns, but y_"
              + part
              + " has "
              + other
              + "; one-hot labels have a column for each class, also for one without images");
    }
  }

  private static void requireSameShape(
      String where, Dataset training, Dataset validation, String part) {
    if (!training.sampleShape().equals(validation.sampleShape())) {
      throw new DatasetException(
          "cannot read "
              + where
              + ": the images of x_train are "
              + training.sampleShape()
              + ", but those of x_"
              + part
              + " are "
              + validation.sampleShape());
    }
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
                        + "; expected x_train and y_train, and x_val and y_val, or x_test and"
                        + " y_test, to validate on"));
  }

  private static Dataset dataset(NpyArray x, GivenLabels y, List<String> names) {
    int[] labels = y.labels();
    if (x.count() != labels.length) {
      throw x.failure(
          "it has " + x.count() + " images, but there are " + labels.length + " labels");
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
    if (dims.length == 4 && isChannels(dims[1]) && !isChannels(dims[3])) {
      throw x.failure(
          "it is of shape "
              + x.shapeText()
              + ", with the channels first; they stand last here: save x.transpose(0, 2, 3, 1)");
    }
    Shape shape = Shape.of(dims[1], dims[2], dims.length == 4 ? dims[3] : 1);
    return new RecordDataset(x.name(), x.records(), 0, values, shape, names, labels);
  }

  private static boolean isChannels(int dim) {
    return dim == 1 || dim == 3;
  }
}
