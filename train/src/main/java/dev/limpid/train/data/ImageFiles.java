package dev.limpid.train.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes image files; whatever is wrong with one is an IOException that says what. */
final class ImageFiles {
  private static final long MOST_PIXELS = 100_000_000;
  private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif", "bmp");

  private ImageFiles() {}

  /** The image, resized, as bytes of {@code [height,width,3]}. */
  static byte[] read(Path file, int height, int width) throws IOException {
    if (Files.isDirectory(file)) {
      throw new Unusable("it is a folder, not an image");
    }
    try (InputStream bytes = Files.newInputStream(file);
        ImageInputStream in = new MemoryCacheImageInputStream(bytes)) {
      ImageReader reader = readerFor(in);
      try {
        reader.setInput(in, true, true);
        return toBytes(decode(reader), height, width);
      } finally {
        reader.dispose();
      }
    } catch (Unusable e) {
      throw e;
    } catch (NoSuchFileException e) {
      throw new Unusable("there is no such file", e);
    } catch (FileSystemException e) {
      throw new Unusable("the file cannot be opened (" + e + ")", e);
    } catch (IOException | RuntimeException e) {
      // The decoders of the JDK throw anything at all when a file is broken.
      String detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      throw new Unusable("the image is broken (" + detail + ")", e);
    }
  }

  private static ImageReader readerFor(ImageInputStream in) throws IOException {
    for (Iterator<ImageReader> readers = ImageIO.getImageReaders(in); readers.hasNext(); ) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        return reader;
      }
      reader.dispose();
    }
    in.seek(0);
    throw new Unusable(
        in.read() < 0 ? "the file is empty" : "it is not a PNG, JPEG, GIF or BMP image");
  }

  private static BufferedImage decode(ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    // A few bytes can claim to be an image of many gigabytes.
    if ((long) width * height > MOST_PIXELS) {
      throw new Unusable(
          "it has " + width + "x" + height + " pixels; at most 100 million are read");
    }
    boolean[] cutOff = new boolean[1];
    reader.addIIOReadWarningListener((source, warning) -> cutOff[0] |= warning.contains("end of"));
    BufferedImage image = reader.read(0);
    if (cutOff[0]) {
      throw new Unusable("the image is broken (it ends too early)");
    }
    return image;
  }

  private static byte[] toBytes(BufferedImage image, int height, int width) {
    ColorModel colours = image.getColorModel();
    boolean grey =
        colours.getColorSpace().getType() == ColorSpace.TYPE_GRAY
            && !(colours instanceof IndexColorModel);
    Resize resize = new Resize(image.getHeight(), image.getWidth(), height, width);
    double[] row = new double[3 * image.getWidth()];
    int[] pixels = new int[image.getWidth()];
    for (int y = 0; y < image.getHeight(); y++) {
      if (grey) {
        readGrey(image, y, row);
      } else {
        readColours(image, y, pixels, row);
      }
      resize.add(y, row);
    }
    return resize.result();
  }

  private static void readColours(BufferedImage image, int y, int[] pixels, double[] row) {
    image.getRGB(0, y, pixels.length, 1, pixels, 0, pixels.length);
    for (int x = 0; x < pixels.length; x++) {
      int pixel = pixels[x];
      double opacity = (pixel >>> 24) / 255.0;
      row[3 * x] = overWhite(pixel >> 16 & 0xff, opacity);
      row[3 * x + 1] = overWhite(pixel >> 8 & 0xff, opacity);
      row[3 * x + 2] = overWhite(pixel & 0xff, opacity);
    }
  }

  /**
   * From the raster: the JDK takes grey samples for linear light, and its {@code getRGB} would turn
   * a file's 128 into 188.
   */
  private static void readGrey(BufferedImage image, int y, double[] row) {
    ColorModel colours = image.getColorModel();
    double most = (1L << colours.getComponentSize(0)) - 1;
    for (int x = 0; x < image.getWidth(); x++) {
      double opacity =
          colours.hasAlpha()
              ? image.getRaster().getSample(x, y, 1) / ((1L << colours.getComponentSize(1)) - 1.0)
              : 1;
      double value = overWhite(image.getRaster().getSample(x, y, 0) * 255 / most, opacity);
      row[3 * x] = value;
      row[3 * x + 1] = value;
      row[3 * x + 2] = value;
    }
  }

  private static double overWhite(double value, double opacity) {
    return value * opacity + 255 * (1 - opacity);
  }

  /** A file that cannot be used, for a reason that can be shown as it is. */
  private static final class Unusable extends IOException {
    private static final long serialVersionUID = 1L;

    Unusable(String reason) {
      super(reason);
    }

    Unusable(String reason, Exception cause) {
      super(reason, cause);
    }
  }
}
