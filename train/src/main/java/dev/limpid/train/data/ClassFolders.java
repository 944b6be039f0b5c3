package dev.limpid.train.data;

import dev.limpid.layers.io.FileFailure;
import dev.limpid.train.data.ImageFolder.Skipped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** What is in a folder with one sub-folder for each class. */
final class ClassFolders {
  private static final Set<String> ENDINGS =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "tif", "tiff", "webp");

  private ClassFolders() {}

  /** The folders of the classes, by name. */
  static List<Path> list(Path folder, List<Skipped> leftAside) {
    if (!Files.exists(folder)) {
      throw new DatasetException(
          "the folder "
              + folder
              + " does not exist; expected one with a sub-folder for each class");
    }
    if (!Files.isDirectory(folder)) {
      throw new DatasetException(
          folder + " is a file; expected a folder with a sub-folder for each class");
    }
    List<Path> classes = new ArrayList<>();
    for (Path entry : entries(folder)) {
      if (Files.isDirectory(entry)) {
        classes.add(entry);
      } else {
        leftAside.add(new Skipped(entry, "a file beside the folders of the classes"));
      }
    }
    if (classes.isEmpty()) {
      throw new DatasetException(
          "the folder "
              + folder
              + " has no sub-folders; expected one for each class, such as "
              + folder.resolve("A")
              + " with images of A");
    }
    if (classes.size() == 1) {
      throw new DatasetException(
          "the folder "
              + folder
              + " has one class only, '"
              + classes.get(0).getFileName()
              + "'; a classifier needs at least two");
    }
    requireNames(classes);
    return classes;
  }

  /**
   * Names as the JVM sees them must say which class it is: what its encoding has no sign for
   * becomes U+FFFD, and two ways to write the same letters look alike.
   */
  private static void requireNames(List<Path> classes) {
    Map<String, Path> seen = new HashMap<>();
    for (Path folder : classes) {
      String name = nameOf(folder);
      if (name.indexOf('\uFFFD') >= 0) {
        throw new DatasetException(
            "the name of the class folder "
                + folder
                + " can't be decoded as "
                + System.getProperty("sun.jnu.encoding", "the locale says")
                + "; start with LC_ALL=C.UTF-8 in the environment, or rename the folder");
      }
      Path other = seen.put(Normalizer.normalize(name, Normalizer.Form.NFC), folder);
      if (other != null) {
        throw new DatasetException(
            "two class folders have the same name, '"
                + name
                + "', of which the letters are encoded in two ways: merge or rename them");
      }
    }
  }

  /** The image files of a class, by name. */
  static List<Path> imagesOf(Path folder, List<Skipped> leftAside) {
    List<Path> images = new ArrayList<>();
    for (Path entry : entries(folder)) {
      String ending = endingOf(nameOf(entry));
      if (Files.isDirectory(entry)) {
        leftAside.add(
            new Skipped(entry, "a sub-folder; images must be directly in the folder of a class"));
      } else if (ENDINGS.contains(ending)) {
        images.add(entry);
      } else {
        String which =
            ending.isEmpty() ? "a file without an ending" : "a file ending in ." + ending;
        leftAside.add(new Skipped(entry, which + "; images are " + ImageFolder.FORMATS + " files"));
      }
    }
    return images;
  }

  private static String endingOf(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  /** The last part of a path. */
  static String nameOf(Path path) {
    return Objects.requireNonNullElse(path.getFileName(), path).toString(); // a root has none
  }

  /** What is in a folder, by name; the order of the file system is not to be relied on. */
  private static List<Path> entries(Path folder) {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> !nameOf(path).startsWith("."))
          .sorted(Comparator.comparing(ClassFolders::nameOf))
          .toList();
    } catch (IOException e) {
      throw new DatasetException(
          "cannot list the folder " + folder + ": " + FileFailure.reason(e), e);
    }
  }
}
