package dev.limpid.train.data.files;

import dev.limpid.layers.io.FileFailure;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.train.data.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/** The names of the classes of files that hold numbers: from a list beside them, or the numbers. */
final class ClassNames {
  /** More than any list of names has bytes. */
  private static final long MOST_BYTES = 1 << 20;

  private ClassNames() {}

  /**
   * The names, one a line.
   *
   * @param list a file that need not exist
   * @param least how many classes there are at least
   * @param labels the labels for which there must be names
   */
  static List<String> of(Path list, int least, int[]... labels) {
    int classes = least;
    for (int[] part : labels) {
      for (int label : part) {
        classes = Math.max(classes, label + 1);
      }
    }
    if (list == null || !Files.exists(list)) {
      return numbers(classes);
    }
    List<String> names = read(list);
    if (names.size() < classes) {
      throw new DatasetException(
          String.format(
              Locale.ROOT,
              "%s names %d classes, but labels are 0 to %d",
              list,
              names.size(),
              classes - 1));
    }
    return names;
  }

  static List<String> numbers(int classes) {
    return IntStream.range(0, classes).mapToObj(Integer::toString).toList();
  }

  private static List<String> read(Path list) {
    BinaryFile.requireFile(list);
    try {
      if (Files.size(list) > MOST_BYTES) {
        throw new DatasetException("cannot read " + list + ": it is no list of class names");
      }
      List<String> names =
          Files.readAllLines(list).stream().map(String::strip).filter(n -> !n.isEmpty()).toList();
      HashSet<String> seen = new HashSet<>();
      for (String name : names) {
        if (!seen.add(name)) {
          throw new DatasetException(
              list + " names the class " + ForeignText.quoted(name) + " twice");
        }
      }
      return names;
    } catch (IOException e) {
      throw new DatasetException("cannot read " + list + ": " + FileFailure.reason(e), e);
    }
  }
}
