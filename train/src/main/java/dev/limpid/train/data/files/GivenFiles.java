package dev.limpid.train.data.files;

import dev.limpid.core.Shape;
import dev.limpid.train.data.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Arrays as they were handed to a training elsewhere; see {@link NumpyFiles#readAsGiven}. */
final class GivenFiles {
  /** Names of images and their labels. */
  private record Pair(String images, String labels) {}

  private static final List<Pair> TRAINING =
      List.of(
          new Pair("x_train", "y_train"),
          new Pair("X_train", "y_train"),
          new Pair("train_images", "train_labels"),
          new Pair("x", "y"),
          new Pair("X", "y"),
          new Pair("images", "labels"),
          new Pair("data", "labels"),
          new Pair("arr_0", "arr_1"));

  private static final List<Pair> VALIDATION =
      List.of(
          new Pair("x_val", "y_val"),
          new Pair("X_val", "y_val"),
          new Pair("x_valid", "y_valid"),
          new Pair("x_validation", "y_validation"),
          new Pair("x_test", "y_test"),
          new Pair("X_test", "y_test"),
          new Pair("test_images", "test_labels"));

  private GivenFiles() {}

  static boolean areArrays(Path path) {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".npz") || name.endsWith(".npy");
  }

  static PackedData.Parts read(Path path, Shape image, List<String> classNames) {
    if (path.toString().toLowerCase(Locale.ROOT).endsWith(".npy")) {
      return new PackedData.Parts(pair(path, image, classNames), Optional.empty());
    }
    BinaryFile.requireFile(path);
    try (ZipFile zip = new ZipFile(path.toFile())) {
      Optional<GivenImages> training = find(TRAINING, zip, path, image, classNames);
      Optional<GivenImages> validation = find(VALIDATION, zip, path, image, classNames);
      GivenImages first =
          training
              .or(() -> validation)
              .orElseThrow(
                  () ->
                      new DatasetException(
                          "cannot read "
                              + path
                              + ": it has no arrays of usual names; save images and labels as x and"
                              + " y, or as x_train, y_train, x_test, y_test"));
      return new PackedData.Parts(
          first, training.isPresent() ? validation.map(v -> v) : Optional.empty());
    } catch (IOException e) {
      throw BinaryFile.failure(path.toString(), e);
    } catch (IllegalArgumentException e) { // what the JDK makes of a name that it can't decode
      throw new DatasetException("cannot read " + path + ": the zip file is broken", e);
    }
  }

  private static Optional<GivenImages> find(
      List<Pair> pairs, ZipFile zip, Path path, Shape image, List<String> classNames)
      throws IOException {
    for (Pair pair : pairs) {
      ZipEntry x = zip.getEntry(pair.images() + ".npy");
      ZipEntry y = zip.getEntry(pair.labels() + ".npy");
      if (x != null && y != null) {
        int[] labels = GivenLabels.of(array(zip, y, path, pair.labels())).below(classNames.size());
        NpyArray images = array(zip, x, path, pair.images());
        return Optional.of(GivenImages.of(images, image, classNames, labels));
      }
    }
    return Optional.empty();
  }

  private static NpyArray array(ZipFile zip, ZipEntry entry, Path path, String name)
      throws IOException {
    String where = path + ", array " + name;
    try (BinaryFile file = BinaryFile.of(where, zip.getInputStream(entry))) {
      return NpyArray.read(file, where);
    }
  }

  private static GivenImages pair(Path images, Shape image, List<String> classNames) {
    Path labels = labelsOf(images);
    int[] y;
    try (BinaryFile file = BinaryFile.open(labels)) {
      y = GivenLabels.of(NpyArray.read(file, labels.toString())).below(classNames.size());
    }
    try (BinaryFile file = BinaryFile.open(images)) {
      return GivenImages.of(NpyArray.read(file, images.toString()), image, classNames, y);
    }
  }

  /** The file beside it with {@code y} for {@code x}, or {@code labels} for {@code images}. */
  private static Path labelsOf(Path images) {
    String name = String.valueOf(images.getFileName());
    List<Path> candidates = new ArrayList<>();
    for (Pair pair : Stream.concat(TRAINING.stream(), VALIDATION.stream()).toList()) {
      if (name.equals(pair.images() + ".npy")) {
        candidates.add(images.resolveSibling(pair.labels() + ".npy"));
      }
    }
    return candidates.stream()
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () ->
                new DatasetException(
                    "there are no labels beside "
                        + images
                        + ": save images as x.npy and labels as y.npy, or both in one .npz file"));
  }
}
