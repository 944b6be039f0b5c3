package dev.limpid.train.data;

import java.awt.color.CMMException;
import java.awt.color.ColorSpace;
import java.awt.color.ICC_Profile;
import java.awt.image.BufferedImage;
import java.awt.image.ColorConvertOp;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.util.stream.IntStream;

/**
 * The rows of a decoded image as people see them: red, green and blue of sRGB, 0 to 255, what is
 * transparent over white. A colour profile is applied. Grey samples are taken as they are.
 */
abstract class PixelRows {
  final BufferedImage image;

  PixelRows(BufferedImage image) {
    this.image = image;
  }

  /**
   * The rows of an image.
   *
   * @param profile what its colours mean where the decoder has not applied it; null for nothing
   * @throws ImageFiles.Unusable if its samples are of a kind that can't be shown
   */
  static PixelRows of(BufferedImage image, ICC_Profile profile) throws ImageFiles.Unusable {
    ColorModel colours = image.getColorModel();
    int type = colours.getTransferType();
    boolean whole =
        type == DataBuffer.TYPE_BYTE
            || type == DataBuffer.TYPE_USHORT
            || type == DataBuffer.TYPE_INT;
    if (!whole || colours.getComponentSize(0) > 16) {
      throw new ImageFiles.Unusable("its samples are not whole numbers of 16 bits or less");
    }
    int space = colours.getColorSpace().getType();
    if (colours instanceof IndexColorModel || space == ColorSpace.TYPE_RGB) {
      return new Colours(image, profile);
    }
    return switch (space) {
      case ColorSpace.TYPE_GRAY -> new Grey(image);
      case ColorSpace.TYPE_CMYK -> new Inks(image, profile);
      default -> new Colours(image, null);
    };
  }

  /**
   * Reads a row.
   *
   * @param row modified: {@code [width,3]}
   */
  abstract void read(int y, double[] row);

  private static double overWhite(double value, double opacity) {
    return value * opacity + 255 * (1 - opacity);
  }

  /** From the colour model, which applies the profiles that the decoder knows. */
  private static final class Colours extends PixelRows {
    private final int[] pixels;
    private final Conversion conversion;

    Colours(BufferedImage image, ICC_Profile profile) {
      super(image);
      pixels = new int[image.getWidth()];
      conversion = Conversion.of(profile, ColorSpace.TYPE_RGB, 3, image.getWidth());
    }

    @Override
    void read(int y, double[] row) {
      image.getRGB(0, y, pixels.length, 1, pixels, 0, pixels.length);
      for (int x = 0; x < pixels.length; x++) {
        for (int c = 0; c < 3; c++) {
          row[3 * x + c] = pixels[x] >> 16 - 8 * c & 0xff;
        }
      }
      if (conversion != null) {
        conversion.convert(row, row);
      }
      for (int x = 0; x < pixels.length; x++) {
        double opacity = (pixels[x] >>> 24) / 255.0;
        for (int c = 0; c < 3; c++) {
          row[3 * x + c] = overWhite(row[3 * x + c], opacity);
        }
      }
    }
  }

  /**
   * From the raster: the JDK takes grey samples for linear light, and its {@code getRGB} would turn
   * a file's 128 into 188.
   */
  private static final class Grey extends PixelRows {
    Grey(BufferedImage image) {
      super(image);
    }

    @Override
    void read(int y, double[] row) {
      Raster raster = image.getRaster();
      ColorModel colours = image.getColorModel();
      double most = (1L << colours.getComponentSize(0)) - 1;
      for (int x = 0; x < image.getWidth(); x++) {
        double opacity =
            colours.hasAlpha()
                ? raster.getSample(x, y, 1) / ((1L << colours.getComponentSize(1)) - 1.0)
                : 1;
        double value = overWhite(raster.getSample(x, y, 0) * 255 / most, opacity);
        row[3 * x] = value;
        row[3 * x + 1] = value;
        row[3 * x + 2] = value;
      }
    }
  }

  /**
   * Cyan, magenta, yellow and black, 0 for no ink, as the decoders of the JDK have it for JPEG
   * files too, with Adobe's marker or without. Without a profile each ink takes its share of the
   * light, as browsers show it; {@code getRGB} would take that light for linear.
   */
  private static final class Inks extends PixelRows {
    private final double most;
    private final double[] inks;
    private final int[] samples;
    private final Conversion conversion;

    Inks(BufferedImage image, ICC_Profile profile) {
      super(image);
      most = (1L << image.getColorModel().getComponentSize(0)) - 1;
      inks = new double[4 * image.getWidth()];
      samples = new int[image.getRaster().getNumBands()];
      conversion = Conversion.of(profile, ColorSpace.TYPE_CMYK, 4, image.getWidth());
    }

    @Override
    void read(int y, double[] row) {
      for (int x = 0; x < image.getWidth(); x++) {
        image.getRaster().getPixel(x, y, samples);
        for (int c = 0; c < 4; c++) {
          inks[4 * x + c] = samples[c] * 255 / most;
        }
      }
      if (conversion != null) {
        conversion.convert(inks, row);
        return;
      }
      for (int x = 0; x < image.getWidth(); x++) {
        for (int c = 0; c < 3; c++) {
          row[3 * x + c] = (255 - inks[4 * x + c]) * (255 - inks[4 * x + 3]) / 255;
        }
      }
    }
  }

  /** From the colours of a profile to sRGB. */
  private static final class Conversion {
    private final ColorConvertOp operation;
    private final byte[] from;
    private final byte[] to;
    private final WritableRaster source;
    private final WritableRaster target;

    private Conversion(ICC_Profile profile, int channels, int width) {
      ICC_Profile[] path = {profile, ICC_Profile.getInstance(ColorSpace.CS_sRGB)};
      operation = new ColorConvertOp(path, null);
      from = new byte[channels * width];
      to = new byte[3 * width];
      source = raster(from, channels, width);
      target = raster(to, 3, width);
      operation.filter(source, target); // throws if the profile holds no way to go
    }

    /** The conversion; null where there is no profile for such colours, or a broken one. */
    static Conversion of(ICC_Profile profile, int type, int channels, int width) {
      if (profile == null || profile.getColorSpaceType() != type) {
        return null;
      }
      try {
        return new Conversion(profile, channels, width);
      } catch (CMMException | IllegalArgumentException broken) {
        return null;
      }
    }

    private static WritableRaster raster(byte[] bytes, int channels, int width) {
      int[] bands = IntStream.range(0, channels).toArray();
      return Raster.createInterleavedRaster(
          new DataBufferByte(bytes, bytes.length),
          width,
          1,
          channels * width,
          channels,
          bands,
          null);
    }

    void convert(double[] colours, double[] row) {
      for (int i = 0; i < from.length; i++) {
        from[i] = (byte) (int) (colours[i] + 0.5);
      }
      operation.filter(source, target);
      for (int i = 0; i < to.length; i++) {
        row[i] = to[i] & 0xff;
      }
    }
  }
}
