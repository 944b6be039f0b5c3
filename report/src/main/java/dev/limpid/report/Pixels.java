package dev.limpid.report;

import dev.limpid.insight.look.Plane;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images and planes as pictures within a page: {@code data:image/png;base64,...}. */
final class Pixels {
  private Pixels() {}

  /** An image as the network takes it: {@code [H,W,1]} or {@code [H,W,3]}, 0 to 1. */
  static String image(float[] values, int height, int width) {
    return png(rgb(values, height, width), height, width);
  }

  /** A plane in grey, from its least value to its greatest one. */
  static String grey(Plane plane) {
    float least = plane.least();
    float range = plane.greatest() - least;
    int[] rgb = new int[plane.values().length];
    for (int i = 0; i < rgb.length; i++) {
      float share = range > 0 ? (plane.values()[i] - least) / range : 0;
      rgb[i] = 0x010101 * Math.round(255 * share);
    }
    return png(rgb, plane.height(), plane.width());
  }

  /** A map over the grey of an image: nothing where the map is 0, orange where it is greatest. */
  static String over(Plane map, float[] image) {
    int[] rgb = rgb(image, map.height(), map.width());
    float greatest = map.greatest();
    for (int i = 0; i < rgb.length; i++) {
      double luma = 0.299 * (rgb[i] >> 16 & 255) + 0.587 * (rgb[i] >> 8 & 255);
      double grey = luma + 0.114 * (rgb[i] & 255);
      double share = greatest > 0 ? 0.85 * map.values()[i] / greatest : 0;
      rgb[i] = 0;
      for (int colour : new int[] {240, 96, 0}) {
        rgb[i] = rgb[i] << 8 | (int) Math.round(grey + share * (colour - grey));
      }
    }
    return png(rgb, map.height(), map.width());
  }

  private static int[] rgb(float[] values, int height, int width) {
    int channels = values.length / (height * width);
    int[] rgb = new int[height * width];
    for (int i = 0; i < rgb.length; i++) {
      for (int c = 0; c < 3; c++) {
        float value = values[i * channels + c % channels];
        rgb[i] = rgb[i] << 8 | Math.round(255 * Math.max(0, Math.min(1, value)));
      }
    }
    return rgb;
  }

  private static String png(int[] rgb, int height, int width) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, width, height, rgb, 0, width);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageIO.write(image, "png", out);
    } catch (IOException e) {
      throw new UncheckedIOException("writing into memory", e);
    }
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
