package dev.limpid.train.data;

import dev.limpid.core.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Images in a folder with one sub-folder for each class, such as {@code letters/A/1.png}.
 *
 * <p>Classes are the sub-folders, in the order of their names; images are the {@value #FORMATS}
 * files directly in them, told by their ending: the first frame of a GIF, the first page of a TIFF.
 * WebP takes the plug-in {@code com.twelvemonkeys.imageio:imageio-webp}, which the command line
 * has. What begins with a dot is hidden; whatever else is left aside is told.
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
  static final String FORMATS = "PNG, JPEG, GIF, BMP, TIFF or WebP";

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

    /** Whether all images are in memory; otherwise some are read from their files each time. */
    public boolean isInMemory() {
      return !(dataset instanceof ImageFileDataset);
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
          entries.stream()
              .map(entry -> ClassFolders.nameOf(entry.path().getParent()))
              .distinct()
              .toList();
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
   * Reads all images of a folder. They stay in memory up to half of what the JVM may use; the
   * others are read from their files again each time that they are asked for, which the trainer can
   * do ahead of its steps ({@code Trainer.readAhead}).
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
    return read(folder, shape, strict, Runtime.getRuntime().maxMemory() / 2);
  }

  /**
   * As {@link #read(Path, Shape, boolean)}, with so much memory for the images.
   *
   * @param memory bytes, 0 or more, half of the JVM's in the other methods
   */
  public static Result read(Path folder, Shape shape, boolean strict, long memory) {
    requireImages(shape);
    if (memory < 0) {
      throw new IllegalArgumentException(
          "the memory for images must be 0 bytes or more, but is " + memory);
    }
    List<Skipped> leftAside = new ArrayList<>();
    List<Path> classes = ClassFolders.list(folder, leftAside);
    LabelledFiles files = new LabelledFiles(classes.stream().map(ClassFolders::nameOf).toList());
    for (int label = 0; label < classes.size(); label++) {
      for (Path file : ClassFolders.imagesOf(classes.get(label), leftAside)) {
        files.add(file, folder.relativize(file).toString(), label);
      }
    }
    LabelledFiles.Read read = files.read(shape, strict, memory);
    if (read.emptyClass() >= 0) {
      throw withoutImage(classes.get(read.emptyClass()), read.skipped(), leftAside);
    }
    return new Result(read.dataset(), read.skipped(), leftAside);
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

  private static DatasetException withoutImage(
      Path folder, List<Skipped> skipped, List<Skipped> leftAside) {
    String reason =
        Stream.concat(skipped.stream(), leftAside.stream())
            .filter(file -> Objects.equals(file.path().getParent(), folder))
            .findFirst()
            .map(file -> "; " + ClassFolders.nameOf(file.path()) + ": " + file.reason())
            .orElse("; expected " + FORMATS + " files");
    return new DatasetException(
        "the folder of the class '"
            + ClassFolders.nameOf(folder)
            + "', "
            + folder
            + ", has no image that can be read"
            + reason);
  }

  static DatasetException unreadable(Path file, IOException cause) {
    return new DatasetException("cannot read " + file + ": " + cause.getMessage(), cause);
  }

  static void requireImages(Shape shape) {
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
