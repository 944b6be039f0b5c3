package dev.limpid.train.data;

import dev.limpid.core.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Images in a folder with one sub-folder for each class, such as {@code letters/A/1.png}.
 *
 * <p>Classes are the sub-folders, in the order of their names; images are the PNG, JPEG, GIF (first
 * frame) and BMP files directly in them, told by their ending. Other files, and what begins with a
 * dot, are left aside.
 *
 * <p>Images become {@code [H,W,3]}: stretched to the size asked for (areas averaged where they
 * shrink, bilinear where they grow), grey as three equal channels, what is transparent over white.
 * An image of that size already keeps its bytes. Colour profiles and EXIF orientation are not
 * applied. Images of more than 100 million pixels are refused before they are decoded.
 */
public final class ImageFolder {
  private static final List<String> ENDINGS = List.of(".png", ".jpg", ".jpeg", ".gif", ".bmp");

  private ImageFolder() {}

  /**
   * What was read.
   *
   * @param dataset the images that could be read
   * @param skipped the files that could not
   */
  public record Result(Dataset dataset, List<Skipped> skipped) {
    /** Keeps a copy of the list. */
    public Result {
      skipped = List.copyOf(skipped);
    }
  }

  /**
   * A file that could not be read as an image.
   *
   * @param path the file
   * @param reason why not
   */
  public record Skipped(Path path, String reason) {}

  /**
   * Reads all images of a folder into memory.
   *
   * @param folder holds one sub-folder for each class
   * @param height of the images in the data set
   * @param width of the images in the data set
   * @param strict whether a broken image is an error; otherwise it is skipped and reported
   * @throws DatasetException if the folder does not exist or cannot be listed, has fewer than two
   *     classes, or a class has no image that can be read; or, if strict, an image is broken
   * @throws IllegalArgumentException if height or width is not positive
   */
  public static Result read(Path folder, int height, int width, boolean strict) {
    Shape shape = requireSize(height, width);
    List<Path> classes = classFolders(folder);
    List<String> names = new ArrayList<>();
    List<byte[]> samples = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    List<Skipped> skipped = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      int before = samples.size();
      for (Path file : list(classes.get(label), ImageFolder::isImageFile)) {
        try {
          samples.add(ImageFiles.read(file, height, width));
          labels.add(label);
          names.add(folder.relativize(file).toString());
        } catch (IOException e) {
          if (strict) {
            throw unreadable(file, e);
          }
          skipped.add(new Skipped(file, e.getMessage()));
        }
      }
      if (samples.size() == before) {
        throw withoutImage(classes.get(label), skipped);
      }
    }
    Dataset dataset =
        new ByteDataset(
            shape,
            classes.stream().map(path -> path.getFileName().toString()).toList(),
            samples.toArray(new byte[0][]),
            labels.stream().mapToInt(Integer::intValue).toArray(),
            names);
    return new Result(dataset, skipped);
  }

  /**
   * Reads one image as the images of a folder are read.
   *
   * @return {@code [height * width * 3]}, 0 to 1
   * @throws DatasetException if it cannot be read; the message says why
   * @throws IllegalArgumentException if height or width is not positive
   */
  public static float[] readImage(Path file, int height, int width) {
    float[] values = new float[requireSize(height, width).size()];
    try {
      ByteDataset.toUnit(ImageFiles.read(file, height, width), values, 0);
    } catch (IOException e) {
      throw unreadable(file, e);
    }
    return values;
  }

  /**
   * Writes a data set as PNG files, {@code folder/class/00001.png}, numbered through the data set.
   * Images whose values are multiples of 1/255 are read again to the bit.
   *
   * @param data images of {@code [H,W,3]}
   * @param folder must be empty or not exist
   * @throws IllegalArgumentException if the images have not three channels, or a class has a name
   *     that is no name for a folder
   * @throws IOException if the folder is not empty, or writing fails
   */
  public static void export(Dataset data, Path folder) throws IOException {
    ImageExport.write(data, folder);
  }

  private static List<Path> classFolders(Path folder) {
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
    List<Path> classes = list(folder, Files::isDirectory);
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
    return classes;
  }

  private static DatasetException withoutImage(Path folder, List<Skipped> skipped) {
    String reason =
        skipped.stream()
            .filter(file -> Objects.equals(file.path().getParent(), folder))
            .findFirst()
            .map(file -> "; " + file.path().getFileName() + ": " + file.reason())
            .orElse("; expected PNG, JPEG, GIF or BMP files");
    return new DatasetException(
        "the folder of the class '"
            + folder.getFileName()
            + "', "
            + folder
            + ", has no image that can be read"
            + reason);
  }

  private static DatasetException unreadable(Path file, IOException cause) {
    return new DatasetException("cannot read " + file + ": " + cause.getMessage(), cause);
  }

  private static boolean isImageFile(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(name::endsWith) && !Files.isDirectory(file);
  }

  /** What is wanted of a folder, by name; the order of the file system is not to be relied on. */
  private static List<Path> list(Path folder, Predicate<Path> wanted) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(path -> !path.getFileName().toString().startsWith("."))
          .filter(wanted)
          .sorted((a, b) -> a.getFileName().toString().compareTo(b.getFileName().toString()))
          .toList();
    } catch (IOException e) {
      throw new DatasetException("cannot list the folder " + folder + ": " + e.getMessage(), e);
    }
  }

  private static Shape requireSize(int height, int width) {
    if (height < 1 || width < 1) {
      throw new IllegalArgumentException(
          "height and width must be 1 or more, but are " + height + " and " + width);
    }
    return Shape.of(height, width, 3);
  }
}
