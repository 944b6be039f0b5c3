package dev.limpid.train.data.files;

import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.Split;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * Data sets that are packed into files: a folder of the MNIST family, of CIFAR or of NumPy's
 * arrays, or an {@code .npz} file of those.
 */
public final class PackedData {
  private PackedData() {}

  /**
   * What such a data set holds.
   *
   * @param training the images to learn from
   * @param validation those to validate on, if it has such a part
   */
  public record Parts(Dataset training, Optional<Dataset> validation) {
    /** Both are there, though the second may be empty. */
    public Parts {
      Objects.requireNonNull(training, "training");
      Objects.requireNonNull(validation, "validation");
    }

    private static Parts of(Split split) {
      return new Parts(split.training(), Optional.of(split.validation()));
    }
  }

  /** Whether this is one of them, by its name or the names of the files in it. */
  public static boolean isPacked(Path path) {
    return isArchive(path)
        || IdxFiles.isFolder(path)
        || CifarFiles.isFolder(path)
        || NumpyFiles.isFolder(path);
  }

  /**
   * Opens it.
   *
   * @throws dev.limpid.train.data.DatasetException if it is not one of them, or a file is broken
   */
  public static Parts read(Path path) {
    if (isArchive(path)) {
      return NumpyFiles.readArchive(path);
    }
    if (NumpyFiles.isFolder(path)) {
      return NumpyFiles.readFolder(path);
    }
    return Parts.of(
        CifarFiles.isFolder(path) ? CifarFiles.readFolder(path) : IdxFiles.readFolder(path));
  }

  /**
   * The names of NumPy's arrays that are there but count for nothing, as they are none of {@link
   * NumpyFiles#readArchive}'s; empty for other files.
   *
   * @throws dev.limpid.train.data.DatasetException if it can't be read
   */
  public static List<String> leftAside(Path path) {
    return isArchive(path) || NumpyFiles.isFolder(path) ? NumpyFiles.leftAside(path) : List.of();
  }

  private static boolean isArchive(Path path) {
    return path.toString().toLowerCase(Locale.ROOT).endsWith(".npz");
  }
}
