package dev.limpid.train.data;

import dev.limpid.core.Shape;
import dev.limpid.layers.io.FileFailure;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Images in a folder with one sub-folder for each class, such as {@code letters/A/1.png}.
 *
 * <p>Classes are the sub-folders, in the order of their names; images are the {@value #FORMATS}
 * files directly in them, told by their ending: the first frame of a GIF, the first page of a TIFF.
 * What begins with a dot is hidden; whatever else is left aside is told.
 *
 * <p>Images become {@code [H,W,3]} as people see them in a browser: turned as EXIF says, colour
 * profiles applied, inks (CMYK) as the light that they leave, what is transparent over white, a
 * smaller frame of a GIF at its place. Grey is three equal channels, by the values in the file.
 * Asked for as {@code [H,W,1]}, colours become grey by their luma, 0.299 red + 0.587 green + 0.114
 * blue (ITU-R BT.601, as Pillow's mode L), and grey images stay as they are. They are stretched to
 * the size asked for (areas averaged where they shrink, bilinear where they grow); an upright image
 * of that size without a profile keeps its bytes.
 *
 * <p>Images of more than 100 million pixels, or that would take more than half of the JVM's memory
 * to read, are refused before they are decoded; so is what is no file, such as a pipe.
 */
public final class ImageFolder {
  static final String FORMATS = "PNG, JPEG, GIF, BMP or TIFF";

  private static final Set<String> ENDINGS =
      Set.of("png", "jpg", "jpeg", "jpe", "jfif", "gif", "bmp", "tif", "tiff");

  /** How many folders a message names. */
  private static final int MOST_FOLDERS = 5;

  private ImageFolder() {}

  /**
   * The images that were read, and the files that were not.
   *
   * @param dataset the images that could be read
   * @param skipped the image files that could not
   * @param leftAside what was not taken for an image of a class
   */
  public record Result(Dataset dataset, List<Skipped> skipped, List<Skipped> leftAside) {
    /** Keeps copies of the lists. */
    public Result {
      skipped = List.copyOf(skipped);
      leftAside = List.copyOf(leftAside);
    }

    /**
     * What was left aside, counted by reason, most first: {@code 39 left aside in cat, dog: ...}.
     */
    public List<String> leftAsideByReason() {
      Map<String, List<Skipped>> byReason =
          leftAside.stream()
              .collect(
                  Collectors.groupingBy(Skipped::reason, LinkedHashMap::new, Collectors.toList()));
      return byReason.entrySet().stream()
          .sorted(Comparator.comparingInt(reason -> -reason.getValue().size()))
          .map(
              reason ->
                  reason.getValue().size()
                      + " left aside in "
                      + foldersOf(reason.getValue())
                      + ": "
                      + reason.getKey())
          .toList();
    }

    private static String foldersOf(List<Skipped> entries) {
      List<String> folders =
          entries.stream().map(entry -> nameOf(entry.path().getParent())).distinct().toList();
      return folders.stream().limit(MOST_FOLDERS).collect(Collectors.joining(", "))
          + (folders.size() > MOST_FOLDERS
              ? " and " + (folders.size() - MOST_FOLDERS) + " other folders"
              : "");
    }
  }

  /**
   * A file that could not be read as an image, or a file or folder that was left aside.
   *
   * @param path the file or folder
   * @param reason why not
   */
  public record Skipped(Path path, String reason) {}

  /**
   * Reads all images of a folder into memory, in colour.
   *
   * @param folder holds one sub-folder for each class
   * @param height of the images in the data set
   * @param width of the images in the data set
   * @param strict whether a broken image is an error; otherwise it is skipped and reported
   * @throws DatasetException as {@link #read(Path, Shape, boolean)}
   * @throws IllegalArgumentException if height or width is not positive
   */
  public static Result read(Path folder, int height, int width, boolean strict) {
    return read(folder, requireSize(height, width), strict);
  }

  /**
   * Reads all images of a folder into memory.
   *
   * @param folder holds one sub-folder for each class
   * @param shape of the images in the data set: {@code [H,W,3]}, or {@code [H,W,1]} for grey ones
   * @param strict whether a broken image is an error; otherwise it is skipped and reported
   * @throws DatasetException if the folder does not exist or cannot be listed, has fewer than two
   *     classes, a class whose name can't be decoded or is another's, or has no image that can be
   *     read; if the memory does not suffice; or, if strict, an image is broken
   * @throws IllegalArgumentException if the shape is not that of images of 1 or 3 channels
   */
  public static Result read(Path folder, Shape shape, boolean strict) {
    requireImages(shape);
    List<Skipped> skipped = new ArrayList<>();
    List<Skipped> leftAside = new ArrayList<>();
    List<Path> classes = classFolders(folder, leftAside);
    List<String> names = new ArrayList<>();
    List<byte[]> samples = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    for (int label = 0; label < classes.size(); label++) {
      int before = samples.size();
      for (Path file : imagesOf(classes.get(label), leftAside)) {
        try {
          samples.add(ImageFiles.read(file, shape));
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
        throw withoutImage(classes.get(label), skipped, leftAside);
      }
    }
    Dataset dataset =
        new ByteDataset(
            shape,
            classes.stream().map(ImageFolder::nameOf).toList(),
            samples.toArray(new byte[0][]),
            labels.stream().mapToInt(Integer::intValue).toArray(),
            names);
    return new Result(dataset, skipped, leftAside);
  }

  /**
   * Reads one image as the images of a folder are read, in colour.
   *
   * @return {@code [height * width * 3]}, 0 to 1
   * @throws DatasetException if it cannot be read; the message says why
   * @throws IllegalArgumentException if height or width is not positive
   */
  public static float[] readImage(Path file, int height, int width) {
    return readImage(file, requireSize(height, width));
  }

  /**
   * Reads one image as the images of a folder are read.
   *
   * @param shape what it is to become, {@code [H,W,3]}, or {@code [H,W,1]} for a grey one
   * @return its values, 0 to 1
   * @throws DatasetException if it cannot be read; the message says why
   * @throws IllegalArgumentException if the shape is not that of images of 1 or 3 channels
   */
  public static float[] readImage(Path file, Shape shape) {
    requireImages(shape);
    try {
      return toUnit(ImageFiles.read(file, shape));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  /**
   * Reads one image from a stream, as the images of a folder are read; the stream stays open.
   *
   * @param shape {@code [H,W,3]}, or {@code [H,W,1]} for a grey one
   * @return its values, 0 to 1
   * @throws DatasetException if it cannot be read; the message says why
   * @throws IllegalArgumentException if the shape is not that of images of 1 or 3 channels
   */
  public static float[] readImage(InputStream image, Shape shape) {
    requireImages(shape);
    try {
      return toUnit(ImageFiles.read(image, shape));
    } catch (IOException e) {
      throw new DatasetException("cannot read the image: " + e.getMessage(), e);
    }
  }

  /**
   * Resizes an image in memory as the images of a folder are; it is not modified.
   *
   * @param shape {@code [H,W,3]}, or {@code [H,W,1]} for a grey one
   * @return its values, 0 to 1
   * @throws DatasetException if its samples can't be shown as colours
   * @throws IllegalArgumentException if the shape is not that of images of 1 or 3 channels
   */
  public static float[] readImage(BufferedImage image, Shape shape) {
    requireImages(shape);
    try {
      return toUnit(ImageFiles.read(image, shape));
    } catch (IOException e) {
      throw new DatasetException("cannot read the image: " + e.getMessage(), e);
    }
  }

  private static float[] toUnit(byte[] bytes) {
    float[] values = new float[bytes.length];
    ByteDataset.toUnit(bytes, values, 0);
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

  private static List<Path> classFolders(Path folder, List<Skipped> leftAside) {
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
    for (Path entry : list(folder)) {
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

  private static DatasetException withoutImage(
      Path folder, List<Skipped> skipped, List<Skipped> leftAside) {
    String reason =
        Stream.concat(skipped.stream(), leftAside.stream())
            .filter(file -> Objects.equals(file.path().getParent(), folder))
            .findFirst()
            .map(file -> "; " + nameOf(file.path()) + ": " + file.reason())
            .orElse("; expected " + FORMATS + " files");
    return new DatasetException(
        "the folder of the class '"
            + nameOf(folder)
            + "', "
            + folder
            + ", has no image that can be read"
            + reason);
  }

  private static DatasetException unreadable(Path file, IOException cause) {
    return new DatasetException("cannot read " + file + ": " + cause.getMessage(), cause);
  }

  private static List<Path> imagesOf(Path folder, List<Skipped> leftAside) {
    List<Path> images = new ArrayList<>();
    for (Path entry : list(folder)) {
      String ending = endingOf(nameOf(entry));
      if (Files.isDirectory(entry)) {
        leftAside.add(
            new Skipped(entry, "a sub-folder; images must be directly in the folder of a class"));
      } else if (ENDINGS.contains(ending)) {
        images.add(entry);
      } else {
        String which =
            ending.isEmpty() ? "a file without an ending" : "a file ending in ." + ending;
        leftAside.add(new Skipped(entry, which + "; images are " + FORMATS + " files"));
      }
    }
    return images;
  }

  private static String endingOf(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
  }

  private static String nameOf(Path path) {
    return Objects.requireNonNullElse(path.getFileName(), path).toString(); // a root has none
  }

  /** What is in a folder, by name; the order of the file system is not to be relied on. */
  private static List<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(path -> !nameOf(path).startsWith("."))
          .sorted(Comparator.comparing(ImageFolder::nameOf))
          .toList();
    } catch (IOException e) {
      throw new DatasetException(
          "cannot list the folder " + folder + ": " + FileFailure.reason(e), e);
    }
  }

  private static void requireImages(Shape shape) {
    if (shape.rank() != 3 || shape.size() == 0 || shape.dim(2) != 1 && shape.dim(2) != 3) {
      throw new IllegalArgumentException(
          "images are read as [H,W,3], in colour, or [H,W,1], in grey, but not as " + shape);
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
