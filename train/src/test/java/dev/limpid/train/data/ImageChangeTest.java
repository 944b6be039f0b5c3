package dev.limpid.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The changes of RandAugment against their formulas. */
class ImageChangeTest {
  private static final Shape IMAGE = Shape.of(7, 9, 3);
  private static final double TOLERANCE = 1e-6;

  @ParameterizedTest
  @EnumSource(ImageChange.class)
  void withoutStrengthAnImageStaysButForItsLevels(ImageChange change) {
    float[] image = image();
    float[] changed = changed(image, change, 0, 1);
    if (!EnumSet.of(ImageChange.STRETCH, ImageChange.EQUALIZE).contains(change)) {
      assertArrayEquals(image, changed, 2e-7f);
    }
  }

  @Test
  void factorsChangeBrightnessColourAndContrast() {
    float[] image = image();
    double mean = 0;
    for (int i = 0; i < image.length; i += 3) {
      mean += luma(image, i) / 63;
    }
    float[] bright = changed(image, ImageChange.BRIGHTNESS, 0.5, 1);
    float[] colour = changed(image, ImageChange.COLOUR, 0.5, -1);
    float[] contrast = changed(image, ImageChange.CONTRAST, 1, -1);
    for (int i = 0; i < image.length; i++) {
      double grey = luma(image, i / 3 * 3);
      assertEquals(Math.min(1, 1.45 * image[i]), bright[i], TOLERANCE);
      assertEquals(grey + 0.55 * (image[i] - grey), colour[i], TOLERANCE);
      assertEquals(mean + 0.1 * (image[i] - mean), contrast[i], TOLERANCE);
    }
  }

  @Test
  void sharpnessIsAwayFromTheMeanAround() {
    float[] image = image();
    float[] sharp = changed(image, ImageChange.SHARPNESS, 1, -1);
    int row = 27;
    for (int i = 0; i < image.length; i++) {
      int y = i / row;
      int x = i % row / 3;
      double expected = image[i];
      if (y > 0 && y < 6 && x > 0 && x < 8) {
        double smooth = 4 * image[i];
        for (int dy = -1; dy <= 1; dy++) {
          for (int dx = -1; dx <= 1; dx++) {
            smooth += image[i + dy * row + 3 * dx];
          }
        }
        expected = smooth / 13 + 0.1 * (image[i] - smooth / 13);
      }
      assertEquals(expected, sharp[i], TOLERANCE, "value " + i);
    }
  }

  @Test
  void posterizeDropsBitsAndSolarizeTakesTheNegative() {
    float[] values = {0, 1, 128 / 255f, 77 / 255f};
    Shape shape = Shape.of(2, 2, 1);
    float[] posterized = values.clone();
    ImageChange.POSTERIZE.apply(posterized, 0, shape, 1, 1);
    assertArrayEquals(new float[] {0, 240 / 255f, 128 / 255f, 64 / 255f}, posterized);
    float[] solarized = values.clone();
    ImageChange.SOLARIZE.apply(solarized, 0, shape, 0.5, 1);
    assertArrayEquals(new float[] {0, 0, 1 - 128 / 255f, 77 / 255f}, solarized);
  }

  @Test
  void stretchedLevelsReachFromZeroToOneAndEqualizedOnesAreEquallyOften() {
    float[] values = new float[512];
    for (int i = 0; i < values.length; i++) {
      values[i] = (100 + i / 16) / 255f; // 32 levels, 16 times each
    }
    Shape shape = Shape.of(16, 32, 1);
    float[] stretched = values.clone();
    ImageChange.STRETCH.apply(stretched, 0, shape, 0, 1);
    float[] equalized = values.clone();
    ImageChange.EQUALIZE.apply(equalized, 0, shape, 0, 1);
    for (int i = 0; i < values.length; i++) {
      assertEquals(i / 16 / 31.0, stretched[i], TOLERANCE);
      // step (512 - 16) / 255 = 1: the number of darker pixels, up to 255
      assertEquals(Math.min(255, 16 * (i / 16)) / 255f, equalized[i]);
    }
  }

  @Test
  void aShiftMovesByTheShareOfTheSide() {
    float[] values = {0, 0.25f, 0.5f, 0.75f};
    ImageChange.SHIFT_ACROSS.apply(values, 0, Shape.of(1, 4, 1), 331 / 600.0, 1);
    assertArrayEquals(new float[] {0, 0, 0.25f, 0.5f}, values, 1e-6f);
  }

  private static double luma(float[] image, int at) {
    return 0.299 * image[at] + 0.587 * image[at + 1] + 0.114 * image[at + 2];
  }

  private static float[] changed(float[] image, ImageChange change, double strength, double sign) {
    float[] values = image.clone();
    change.apply(values, 0, IMAGE, strength, sign);
    return values;
  }

  private static float[] image() {
    Rng rng = Rng.of(8);
    float[] values = new float[IMAGE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = rng.nextInt(255) / 255f;
    }
    return values;
  }
}
