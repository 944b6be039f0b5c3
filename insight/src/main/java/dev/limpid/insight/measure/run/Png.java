package dev.limpid.insight.measure.run;

import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Samples of a data set as PNG files in Base64, to be shown in a page. */
public final class Png {
  private Png() {}

  /**
   * The image; null if the sample is not one of 1 or 3 channels. Values are clamped to 0 ... 1, NaN
   * is black.
   */
  public static String base64(Dataset data, int index) {
    float[] values = new float[data.sampleShape().size()];
    data.read(index, values, 0);
    return base64(values, data.sampleShape());
  }

  /** Likewise, of a sample that has been read. */
  static String base64(float[] values, Shape shape) {
    if (shape.rank() != 3 || shape.size() == 0 || (shape.dim(2) != 1 && shape.dim(2) != 3)) {
      return null;
    }
    return base64(toImage(values, shape));
  }

  /** A picture. */
  static String base64(BufferedImage image) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", out)) {
        return null;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static BufferedImage toImage(float[] values, Shape shape) {
    int width = shape.dim(1);
    int channels = shape.dim(2);
    BufferedImage image = new BufferedImage(width, shape.dim(0), BufferedImage.TYPE_INT_RGB);
    for (int pixel = 0; pixel < shape.dim(0) * width; pixel++) {
      int rgb = 0;
      for (int c = 0; c < 3; c++) {
        float value = values[pixel * channels + c % channels];
        rgb = rgb << 8 | Math.round(255 * Math.max(0, Math.min(1, value)));
      }
      image.setRGB(pixel % width, pixel / width, rgb);
    }
    return image;
  }
}
