package dev.limpid.insight.measure.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.limpid.core.Shape;
import dev.limpid.train.Toy;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngTest {
  private static String base64(Shape shape, float... values) {
    return Png.base64(Toy.of(shape, 1, new float[][] {values}, new int[1]), 0);
  }

  private static BufferedImage image(Shape shape, float... values) throws IOException {
    byte[] bytes = Base64.getDecoder().decode(base64(shape, values));
    return ImageIO.read(new ByteArrayInputStream(bytes));
  }

  private static int rgb(BufferedImage image, int x, int y) {
    return image.getRGB(x, y) & 0xffffff;
  }

  @Test
  void coloursAreAsTheNetworkSawThem() throws IOException {
    BufferedImage image = image(Shape.of(2, 1, 3), 0, 0.2f, 1, 16 / 255f, 32.4f / 255, 47.6f / 255);
    assertEquals(1, image.getWidth());
    assertEquals(2, image.getHeight());
    assertEquals(0x0033ff, rgb(image, 0, 0));
    assertEquals(0x102030, rgb(image, 0, 1));
  }

  @Test
  void oneChannelIsGrey() throws IOException {
    BufferedImage image = image(Shape.of(1, 3, 1), 0.2f, 0, 1);
    assertEquals(0x333333, rgb(image, 0, 0));
    assertEquals(0, rgb(image, 1, 0));
    assertEquals(0xffffff, rgb(image, 2, 0));
  }

  @Test
  void valuesBeyondAreClampedAndNaNIsBlack() throws IOException {
    BufferedImage image = image(Shape.of(1, 1, 3), -0.5f, 7, Float.NaN);
    assertEquals(0x00ff00, rgb(image, 0, 0));
  }

  @Test
  void whatIsNoPictureIsNotShown() {
    assertNull(base64(Shape.of(4), 1, 2, 3, 4));
    assertNull(base64(Shape.of(1, 2, 2), 1, 2, 3, 4));
    assertNull(base64(Shape.of(1, 1, 4), 1, 2, 3, 4));
  }
}
