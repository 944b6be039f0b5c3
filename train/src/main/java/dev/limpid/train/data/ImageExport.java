package dev.limpid.train.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes a data set as a folder of PNG files. */
final class ImageExport {
  /** What Windows does not allow in a name, and what separates folders anywhere. */
  private static final String NOT_IN_NAMES = "/\\:*?\"<>|";

  private ImageExport() {}

  static void write(Dataset data, Path folder) throws IOException {
    if (data.sampleShape().rank() != 3 || data.sampleShape().dim(2) != 3) {
      throw new IllegalArgumentException(
          "only images of [H,W,3] can be exported, but the samples are " + data.sampleShape());
    }
    requireFolderNames(data.classNames());
    requireEmpty(folder);
    int height = data.sampleShape().dim(0);
    int width = data.sampleShape().dim(1);
    float[] values = new float[data.sampleShape().size()];
    int digits = Math.max(5, Integer.toString(data.size()).length());
    for (int i = 0; i < data.size(); i++) {
      Path parent = Files.createDirectories(folder.resolve(data.classNames().get(data.label(i))));
      data.read(i, values, 0);
      String name = String.format(Locale.ROOT, "%0" + digits + "d.png", i + 1);
      writePng(toImage(values, height, width), parent.resolve(name));
    }
  }

  private static BufferedImage toImage(float[] values, int height, int width) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++, i += 3) {
        image.setRGB(
            x, y, toByte(values[i]) << 16 | toByte(values[i + 1]) << 8 | toByte(values[i + 2]));
      }
    }
    return image;
  }

  private static int toByte(float value) {
    return Math.round(255 * Math.max(0, Math.min(1, value)));
  }

  private static void writePng(BufferedImage image, Path file) throws IOException {
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try (ImageOutputStream out = new MemoryCacheImageOutputStream(png)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IOException("this Java installation cannot write PNG files");
      }
    }
    try {
      Files.write(file, png.toByteArray(), StandardOpenOption.CREATE_NEW);
    } catch (IOException problem) {
      try {
        Files.deleteIfExists(file); // half an image
      } catch (IOException another) {
        problem.addSuppressed(another);
      }
      throw problem;
    }
  }

  private static void requireFolderNames(List<String> names) {
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      boolean usable =
          !name.isBlank()
              && !name.startsWith(".")
              && name.chars().noneMatch(c -> c < ' ' || NOT_IN_NAMES.indexOf(c) >= 0);
      if (!usable || !seen.add(name.toLowerCase(Locale.ROOT))) {
        throw new IllegalArgumentException(
            "the class '"
                + name
                + "' cannot be a folder: its name must differ from the others by more than case,"
                + " not begin with a dot and not contain any of "
                + NOT_IN_NAMES);
      }
    }
  }

  private static void requireEmpty(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      try (Stream<Path> entries = Files.list(folder)) {
        if (entries.findAny().isPresent()) {
          throw new IOException("the folder " + folder + " is not empty");
        }
      }
    } else if (Files.exists(folder)) {
      throw new IOException(folder + " is a file, not a folder");
    }
  }
}
