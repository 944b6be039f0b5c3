package dev.limpid.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.data.characters.Characters;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {
  private static final Shape IMAGE = Shape.of(12, 15, 3);

  static List<Augmentation> all() {
    return List.of(
        Augmentation.affine(0.3, 40, 0.5),
        Augmentation.horizontalFlip(),
        Augmentation.jitter(0.9, 0.9),
        Augmentation.noise(0.5),
        Augmentation.cutout(0.5),
        Augmentation.characters(),
        Augmentation.verticalFlip(),
        Augmentation.crop(4),
        Augmentation.crop(100),
        Augmentation.randAugment(2, 0.3),
        Augmentation.randAugment(3, 1),
        Augmentation.of(Augmentation.noise(0.1), Augmentation.affine(1, 180, 0.99)));
  }

  static List<Augmentation> ofNoStrength() {
    return List.of(
        Augmentation.NONE,
        Augmentation.of(),
        Augmentation.affine(0, 0, 0),
        Augmentation.jitter(0, 0),
        Augmentation.noise(0),
        Augmentation.crop(0),
        Augmentation.randAugment(0, 1),
        Augmentation.cutout(0));
  }

  @ParameterizedTest
  @MethodSource("ofNoStrength")
  void withoutStrengthAnImageStaysAsItIsToTheBit(Augmentation augmentation) {
    for (int seed = 0; seed < 20; seed++) {
      float[] image = image(seed);
      float[] changed = image.clone();
      augmentation.apply(changed, 0, IMAGE, Rng.of(seed));
      assertArrayEquals(image, changed, augmentation + " of image " + seed);
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void valuesStayInZeroToOneAndNothingBesideTheImageIsTouched(Augmentation augmentation) {
    boolean somethingChanged = false;
    for (int seed = 0; seed < 50; seed++) {
      float[] padded = new float[IMAGE.size() + 7];
      Arrays.fill(padded, -5);
      System.arraycopy(image(seed), 0, padded, 3, IMAGE.size());
      augmentation.apply(padded, 3, IMAGE, Rng.of(seed));
      for (int i = 0; i < padded.length; i++) {
        boolean inside = i >= 3 && i < 3 + IMAGE.size();
        String where = augmentation + " of image " + seed + " at " + i + ": " + padded[i];
        assertTrue(inside ? padded[i] >= 0 && padded[i] <= 1 : padded[i] == -5, where);
      }
      float[] changed = Arrays.copyOfRange(padded, 3, 3 + IMAGE.size());
      somethingChanged |= !Arrays.equals(image(seed), changed);
    }
    assertTrue(somethingChanged, augmentation.toString());
  }

  @Test
  void aConstantImageStaysConstantWhereverItIsMoved() {
    float[] constant = new float[IMAGE.size()];
    Arrays.fill(constant, 0.3f);
    for (int seed = 0; seed < 50; seed++) {
      float[] image = constant.clone();
      Augmentation.affine(0.5, 180, 0.9).apply(image, 0, IMAGE, Rng.of(seed));
      assertArrayEquals(constant, image, "seed " + seed);
    }
  }

  @Test
  void aCropIsAShiftByWholePixelsOverBlack() {
    boolean[] seen = new boolean[5 * 5];
    for (int seed = 0; seed < 400; seed++) {
      float[] image = image(1);
      Augmentation.crop(2).apply(image, 0, IMAGE, Rng.of(seed));
      seen[shiftOf(image)] = true;
    }
    for (int shift = 0; shift < seen.length; shift++) {
      assertTrue(seen[shift], "no crop of 400 was shifted by way " + shift);
    }
  }

  /** Which of the 5x5 shifts made this of image 1. */
  private static int shiftOf(float[] cropped) {
    float[] image = image(1);
    for (int shift = 0; shift < 25; shift++) {
      float[] expected = new float[IMAGE.size()];
      for (int y = 0; y < 12; y++) {
        for (int x = 0; x < 15; x++) {
          int fromY = y - (shift / 5 - 2);
          int fromX = x - (shift % 5 - 2);
          boolean inside = fromY >= 0 && fromY < 12 && fromX >= 0 && fromX < 15;
          for (int c = 0; c < 3 && inside; c++) {
            expected[(y * 15 + x) * 3 + c] = image[(fromY * 15 + fromX) * 3 + c];
          }
        }
      }
      if (Arrays.equals(expected, cropped)) {
        return shift;
      }
    }
    throw new AssertionError("this is no shift by up to 2 pixels");
  }

  @Test
  void aVerticalFlipIsTheImageUpsideDown() {
    int flipped = 0;
    for (int seed = 0; seed < 40; seed++) {
      float[] image = image(seed);
      float[] changed = image.clone();
      Augmentation.verticalFlip().apply(changed, 0, IMAGE, Rng.of(seed));
      if (!Arrays.equals(image, changed)) {
        flipped++;
        for (int i = 0; i < image.length; i++) {
          assertEquals(image[i], changed[(11 - i / 45) * 45 + i % 45], "seed " + seed);
        }
      }
    }
    assertTrue(flipped > 10 && flipped < 30, flipped + " of 40 were flipped");
  }

  @Test
  void anAffineMapReadsEachPixelWhereTheInverseMapSaysSo() {
    // On a ramp, value = a + b x + c y, bilinear reading is exact away from the border. Three
    // places give the map back; every other one must then agree with it, and it must be a turn
    // and a scaling by no more than was asked for.
    int size = 41;
    Shape shape = Shape.of(size, size, 2);
    Augmentation affine = Augmentation.affine(0.1, 20, 0.2);
    for (int seed = 0; seed < 30; seed++) {
      float[] ramp = new float[shape.size()];
      for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
          ramp[2 * (y * size + x)] = (float) x / size;
          ramp[2 * (y * size + x) + 1] = (float) y / size;
        }
      }
      affine.apply(ramp, 0, shape, Rng.of(seed));
      double[] origin = place(ramp, size, 20, 20);
      double[] right = place(ramp, size, 21, 20);
      double cos = right[0] - origin[0];
      double sin = right[1] - origin[1];
      double zoom = 1 / Math.hypot(cos, sin);
      double degrees = Math.toDegrees(Math.atan2(sin, cos));
      String what = "seed " + seed + ": zoom " + zoom + ", degrees " + degrees;
      assertTrue(zoom > 0.799 && zoom < 1.201 && Math.abs(degrees) < 20.01, what);
      // the middle comes from at most the shift away, seen through turn and zoom
      double moved = Math.hypot(origin[0] - 20, origin[1] - 20) * zoom;
      assertTrue(moved <= 0.1 * size * Math.sqrt(2) + 1e-3, what + ", moved " + moved);
      for (int dy = -5; dy <= 5; dy++) {
        for (int dx = -5; dx <= 5; dx++) {
          double[] place = place(ramp, size, 20 + dx, 20 + dy);
          assertEquals(origin[0] + cos * dx - sin * dy, place[0], 1e-3, what);
          assertEquals(origin[1] + sin * dx + cos * dy, place[1], 1e-3, what);
        }
      }
    }
  }

  private static double[] place(float[] ramp, int size, int x, int y) {
    int at = 2 * (y * size + x);
    return new double[] {ramp[at] * size, ramp[at + 1] * size};
  }

  @Test
  void aFlipMirrorsAboutHalfOfTheImagesAndTwiceIsNone() {
    int flipped = 0;
    for (int seed = 0; seed < 400; seed++) {
      float[] image = image(seed);
      float[] changed = image.clone();
      Augmentation.horizontalFlip().apply(changed, 0, IMAGE, Rng.of(seed));
      if (!Arrays.equals(image, changed)) {
        flipped++;
        for (int i = 0; i < IMAGE.size(); i++) {
          int x = i / 3 % 15;
          assertEquals(image[i], changed[i + 3 * (14 - 2 * x)], "seed " + seed);
        }
      }
    }
    assertTrue(flipped > 150 && flipped < 250, flipped + " of 400");
  }

  @Test
  void jitterIsALineThroughTheMeanWithAGainInItsRange() {
    for (int seed = 0; seed < 100; seed++) {
      float[] image = image(seed);
      for (int i = 0; i < image.length; i++) {
        image[i] = 0.4f + 0.2f * image[i]; // so that nothing is clamped
      }
      image[0] = 0.4f;
      image[1] = 0.6f;
      double mean = mean(image);
      float[] changed = image.clone();
      Augmentation.jitter(0.2, 0.3).apply(changed, 0, IMAGE, Rng.of(seed));
      double b = mean(changed) / mean;
      double c = (changed[0] - changed[1]) / (image[0] - image[1]) / b;
      assertTrue(b > 0.7999 && b < 1.2001 && c > 0.69 && c < 1.31, seed + ": " + b + ", " + c);
      for (int i = 0; i < image.length; i++) {
        assertEquals(b * (mean + c * (image[i] - mean)), changed[i], 1e-3, "seed " + seed);
      }
    }
  }

  @Test
  void noiseHasTheDeviationThatWasAskedFor() {
    float[] image = new float[IMAGE.size() * 20];
    Arrays.fill(image, 0.5f);
    Augmentation.noise(0.05).apply(image, 0, Shape.of(20, IMAGE.size(), 1), Rng.of(1));
    double square = 0;
    for (float value : image) {
      square += (value - 0.5) * (value - 0.5) / image.length;
    }
    assertEquals(0.05, Math.sqrt(square), 0.002);
    assertEquals(0.5, mean(image), 0.002);
  }

  @Test
  void aCutoutPaintsASquareInTheMeanColour() {
    int whole = 0;
    for (int seed = 0; seed < 100; seed++) {
      float[] image = image(seed);
      float[] changed = image.clone();
      Augmentation.cutout(0.5).apply(changed, 0, IMAGE, Rng.of(seed));
      int painted = 0;
      for (int i = 0; i < image.length; i++) {
        if (changed[i] != image[i]) {
          painted++;
          assertEquals(channelMean(image, i % 3), changed[i], 1e-6, "seed " + seed);
        }
      }
      assertTrue(painted > 0 && painted <= 6 * 6 * 3, "seed " + seed + ": " + painted);
      whole += painted == 6 * 6 * 3 ? 1 : 0;
    }
    assertTrue(whole > 10, whole + " of 100 squares lay inside");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void whatHappensToASampleDependsOnItsIndexNotOnPlaceOrThreads(int threads) {
    Dataset data = Characters.generate(1, 40);
    int[] order = Rng.of(9).permutation(40);
    try (Parallel parallel = Parallel.of(threads)) {
      Batch batch = new Batch(data.sampleShape(), 16);
      int size = data.sampleShape().size();
      for (int from = 0; from < 40; from += 16) {
        int to = Math.min(40, from + 16);
        batch.fill(data, order, from, to, Augmentation.characters(), Rng.of(5), parallel);
        for (int i = 0; i < batch.size(); i++) {
          float[] expected = new float[size];
          data.read(order[from + i], expected, 0);
          Augmentation.characters()
              .apply(expected, 0, data.sampleShape(), Rng.of(5).split(order[from + i]));
          assertArrayEquals(
              expected, Arrays.copyOfRange(batch.x().data(), i * size, (i + 1) * size));
          assertEquals(data.label(order[from + i]), batch.labels()[i]);
        }
      }
    }
  }

  @Test
  void addingAStepDoesNotChangeWhatTheOthersDraw() {
    float[] one = image(1);
    Augmentation.of(Augmentation.horizontalFlip()).apply(one, 0, IMAGE, Rng.of(3));
    float[] two = image(1);
    Augmentation.of(Augmentation.horizontalFlip(), Augmentation.noise(0))
        .apply(two, 0, IMAGE, Rng.of(3));
    assertArrayEquals(one, two);
  }

  @Test
  void settingsOutOfRangeAreNamedWithTheirRange() {
    refused("shift must be 0.0 to 1.0", () -> Augmentation.affine(-0.1, 0, 0));
    refused("rotation in degrees", () -> Augmentation.affine(0, 181, 0));
    refused("scale must be 0 or more and below 1", () -> Augmentation.affine(0, 0, 1));
    refused("brightness", () -> Augmentation.jitter(1.1, 0));
    refused("contrast", () -> Augmentation.jitter(0, Double.NaN));
    refused("noise", () -> Augmentation.noise(-1));
    refused("cutout", () -> Augmentation.cutout(2));
    refused(
        "[H,W,C], but are [12]",
        () -> Augmentation.affine(0, 0, 0).apply(new float[12], 0, Shape.of(12), Rng.of(1)));
  }

  @Test
  void itSaysWhatItDoes() {
    assertEquals("none", Augmentation.NONE.toString());
    assertTrue(Augmentation.characters().toString().contains("degrees=10.0"));
    assertFalse(Augmentation.characters().toString().contains("Flip"));
  }

  private static void refused(String expected, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(expected), message);
  }

  /** Random values with some at the very ends of the range. */
  private static float[] image(int seed) {
    Rng rng = Rng.of(seed).split("image");
    float[] values = new float[IMAGE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.max(0, Math.min(1, rng.nextFloat(-0.2f, 1.2f)));
    }
    return values;
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double channelMean(float[] values, int channel) {
    double sum = 0;
    for (int i = channel; i < values.length; i += 3) {
      sum += values[i];
    }
    return 3 * sum / values.length;
  }
}
