package dev.limpid.train.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContactSheetTest {
  private static final Dataset IMAGES =
      ByteDataset.of(
          Shape.of(2, 1, 3),
          List.of("a", "b"),
          new byte[][] {{10, 20, 30, 40, 50, 60}, {1, 2, 3, 4, 5, 6}},
          new int[] {0, 1});

  /** As if it were turned around: each value taken from 1. */
  private static void negative(float[] values, int offset, Shape shape, Rng rng) {
    for (int i = offset; i < offset + shape.size(); i++) {
      values[i] = 1 - values[i];
    }
  }

  @Test
  void imagesAreShownAsTheyAreAndBesideThatAsTheyAreAugmented() {
    BufferedImage sheet = ContactSheet.of(IMAGES, ContactSheetTest::negative, 9, 3, Rng.of(1));
    assertEquals(2 + 3 * (32 + 2) + 12, sheet.getWidth());
    assertEquals(2 + 2 * (64 + 2), sheet.getHeight());
    assertEquals(0xffffffff, sheet.getRGB(1, 1));
    assertEquals(0xff0a141e, sheet.getRGB(2, 2));
    assertEquals(0xff28323c, sheet.getRGB(33, 65));
    for (int x = 34; x < 48; x++) {
      assertEquals(0xffffffff, sheet.getRGB(x, 2), "set apart");
    }
    assertEquals(0xff000000 | 0xffffff - 0x0a141e, sheet.getRGB(48, 2));
    assertEquals(0xff040506, sheet.getRGB(2, 68 + 32));
    assertEquals(0xff000000 | 0xffffff - 0x040506, sheet.getRGB(82, 68 + 63));
  }

  @Test
  void eachPictureIsAugmentedAnewAndTheSameSeedGivesTheSame() {
    Augmentation noise = Augmentation.noise(0.5);
    BufferedImage sheet = ContactSheet.of(IMAGES, noise, 1, 3, Rng.of(1));
    BufferedImage again = ContactSheet.of(IMAGES, noise, 1, 3, Rng.of(1));
    assertTrue(sheet.getRGB(48, 2) != sheet.getRGB(82, 2));
    assertEquals(again.getRGB(48, 2), sheet.getRGB(48, 2));
  }

  @Test
  void greyImagesAreShownInGrey() {
    Dataset grey = ByteDataset.of(Shape.of(80, 90, 1), List.of("a"), new byte[1][7200], new int[1]);
    BufferedImage sheet = ContactSheet.of(grey, Augmentation.NONE, 1, 1, Rng.of(1));
    assertEquals(94, sheet.getWidth());
    assertEquals(84, sheet.getHeight());
    assertEquals(0xff000000, sheet.getRGB(50, 50));
  }

  @Test
  void whatIsNoImageIsRefused() {
    Dataset two = ByteDataset.of(Shape.of(1, 1, 2), List.of("a"), new byte[1][2], new int[1]);
    Augmentation none = Augmentation.NONE;
    refused(() -> ContactSheet.of(two, none, 1, 1, Rng.of(1)));
    refused(() -> ContactSheet.of(IMAGES, none, 0, 1, Rng.of(1)));
    refused(() -> ContactSheet.of(IMAGES, none, 1, 100_000, Rng.of(1)));
  }

  private static void refused(Runnable action) {
    assertThrows(IllegalArgumentException.class, action::run);
  }
}
