package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.Toy;
import java.util.Arrays;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is measured on an image, against the same in double, pixel by pixel. */
class ImageMeterTest {
  private static final int HEIGHT = 16;
  private static final int WIDTH = 8;
  private static final int CHANNELS = 3;
  private static final Shape IMAGE = Shape.of(HEIGHT, WIDTH, CHANNELS);

  private static ImageFigures measure(Shape shape, float[]... images) {
    Toy data = Toy.of(shape, 1, images, new int[images.length]);
    ImageMeter meter = new ImageMeter(Layout.of(shape));
    ImageFigures last = null;
    for (int i = 0; i < images.length; i++) {
      last = meter.measure(data, i); // the earlier ones must leave no trace
    }
    return last;
  }

  private static float[] random(Shape shape, long seed) {
    Rng rng = Rng.of(seed);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.5 + (i % 3 + 1) * rng.nextGaussian());
    }
    return values;
  }

  private static double[] channel(float[] values, int c) {
    return IntStream.range(0, values.length / CHANNELS)
        .mapToDouble(p -> values[p * CHANNELS + c])
        .toArray();
  }

  @Test
  void eachChannelHasItsOwnFigures() {
    for (int seed = 0; seed < 5; seed++) {
      float[] values = random(IMAGE, seed);
      ImageFigures figures = measure(IMAGE, random(IMAGE, 99), values);
      for (int c = 0; c < CHANNELS; c++) {
        String where = "seed " + seed + ", channel " + c;
        double[] channel = channel(values, c);
        double mean = Arrays.stream(channel).average().orElseThrow();
        double variance =
            Arrays.stream(channel).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        assertEquals(mean, figures.mean()[c], 1e-9, where);
        assertEquals(Math.sqrt(variance), figures.deviation()[c], 1e-9, where);
        assertEquals(Arrays.stream(channel).min().orElseThrow(), figures.least()[c], where);
        assertEquals(Arrays.stream(channel).max().orElseThrow(), figures.greatest()[c], where);
        assertEquals(roughness(channel, variance), figures.roughness()[c], 1e-6, where);
      }
      assertTrue(figures.finite());
      assertEquals(Arrays.stream(figures.deviation()).max().orElseThrow(), figures.contrast());
      assertEquals(
          Arrays.stream(figures.roughness()).average().orElseThrow(),
          figures.meanRoughness(),
          1e-12);
    }
  }

  /** Over all pairs of neighbours, beside and below each other. */
  private static double roughness(double[] channel, double variance) {
    double sum = 0;
    int pairs = 0;
    for (int p = 0; p < channel.length; p++) {
      for (int q = p + 1; q < channel.length; q++) {
        int rows = q / WIDTH - p / WIDTH;
        int columns = Math.abs(q % WIDTH - p % WIDTH);
        if (rows + columns == 1) {
          sum += (channel[p] - channel[q]) * (channel[p] - channel[q]);
          pairs++;
        }
      }
    }
    return sum / pairs / (2 * variance);
  }

  @Test
  void valuesThatAreNotFiniteAreCountedAndAreZeroForTheRest() {
    float[] values = random(IMAGE, 1);
    values[1] = Float.NaN;
    values[4] = Float.NEGATIVE_INFINITY;
    values[5] = Float.POSITIVE_INFINITY;
    float[] zeros = values.clone();
    zeros[1] = 0;
    zeros[4] = 0;
    zeros[5] = 0;
    ImageFigures figures = measure(IMAGE, values);
    ImageFigures expected = measure(IMAGE, zeros);
    assertArrayEquals(new int[] {0, 2, 1}, figures.nonFinite());
    assertArrayEquals(expected.mean(), figures.mean());
    assertArrayEquals(expected.deviation(), figures.deviation());
    assertArrayEquals(expected.brightness(), figures.brightness());
    assertFalse(figures.finite());
  }

  @Test
  void aConstantChannelHasNoRoughness() {
    float[] values = random(IMAGE, 2);
    for (int p = 0; p < HEIGHT * WIDTH; p++) {
      values[p * CHANNELS + 1] = 0.1f;
    }
    ImageFigures figures = measure(IMAGE, values);
    assertEquals(0, figures.deviation()[1]);
    assertTrue(Double.isNaN(figures.roughness()[1]));
    assertEquals(
        (figures.roughness()[0] + figures.roughness()[2]) / 2, figures.meanRoughness(), 1e-12);
    float[] flat = new float[IMAGE.size()];
    assertTrue(Double.isNaN(measure(IMAGE, flat).meanRoughness()));
  }

  @Test
  void theHashTellsImagesApartThatDifferInOneValueOrInTheirOrder() {
    float[] values = random(IMAGE, 3);
    long hash = measure(IMAGE, values).hash();
    assertEquals(hash, measure(IMAGE, random(IMAGE, 4), values.clone()).hash());
    float[] other = values.clone();
    other[100] = Math.nextUp(other[100]);
    assertNotEquals(hash, measure(IMAGE, other).hash());
    float[] exchanged = values.clone();
    exchanged[0] = values[200];
    exchanged[200] = values[0];
    assertNotEquals(hash, measure(IMAGE, exchanged).hash());
  }

  /** Whole cells of 4 x 2 pixels: 4 x 4 of them. */
  @Test
  void brightnessIsTheMeanOfAllChannelsInEachCellOfTheGrid() {
    float[] values = random(IMAGE, 5);
    double[] cells = new double[16];
    for (int i = 0; i < values.length; i++) {
      int pixel = i / CHANNELS;
      cells[pixel / WIDTH / 4 * 4 + pixel % WIDTH / 2] += values[i] / 24.0;
    }
    float[] brightness = measure(IMAGE, values).brightness();
    assertEquals(16, brightness.length);
    for (int i = 0; i < 16; i++) {
      assertEquals(cells[i], brightness[i], 1e-6, "cell " + i);
    }
  }

  /** 8 x 8 means of two pixels, less their mean, over their norm. */
  @Test
  void theFingerprintHasMeanZeroAndNormOneAndKnowsNoContrast() {
    float[] values = random(IMAGE, 6);
    double[] means = new double[64];
    for (int i = 0; i < values.length; i++) {
      int pixel = i / CHANNELS;
      means[pixel / WIDTH / 2 * 8 + pixel % WIDTH] += values[i] / 6.0;
    }
    double mean = Arrays.stream(means).average().orElseThrow();
    double norm = Math.sqrt(Arrays.stream(means).map(m -> (m - mean) * (m - mean)).sum());
    float[] print = measure(IMAGE, values).fingerprint();
    float[] brighter = values.clone();
    for (int i = 0; i < values.length; i++) {
      brighter[i] = 3 * values[i] + 2;
    }
    float[] printOfBrighter = measure(IMAGE, brighter).fingerprint();
    for (int i = 0; i < 64; i++) {
      assertEquals((means[i] - mean) / norm, print[i], 1e-6, "cell " + i);
      assertEquals(print[i], printOfBrighter[i], 1e-6, "cell " + i);
    }
    assertArrayEquals(new float[64], measure(IMAGE, new float[IMAGE.size()]).fingerprint());
  }

  @Test
  void flatRowsAreCountedFromBothEnds() {
    float[] values = random(IMAGE, 7);
    float[] colour = {0.1f, 0.2f, 0.3f};
    for (int i = 0; i < values.length; i++) {
      int row = i / CHANNELS / WIDTH;
      if (row < 3 || row >= HEIGHT - 5) {
        values[i] = colour[i % CHANNELS];
      }
    }
    ImageFigures figures = measure(IMAGE, values);
    assertEquals(3, figures.flatRowsAbove());
    assertEquals(5, figures.flatRowsBelow());
    values[CHANNELS * WIDTH * 2 - 1] = 9; // the last value of the second row, which begins flat:
    assertEquals(0, measure(IMAGE, values).flatRowsAbove()); // a figure on its ground
    values[CHANNELS * WIDTH] = 9;
    values[CHANNELS * WIDTH * (HEIGHT - 1)] = 9; // the first one of the last row
    assertEquals(1, measure(IMAGE, values).flatRowsAbove());
    assertEquals(0, measure(IMAGE, new float[IMAGE.size()], values).flatRowsBelow());
    assertEquals(HEIGHT, measure(IMAGE, new float[IMAGE.size()]).flatRowsAbove());
    assertEquals(HEIGHT, measure(IMAGE, new float[IMAGE.size()]).flatRowsBelow());
  }

  @Test
  void someValuesAreSpreadOverTheImageAndDifferFromImageToImage() {
    float[] values = new float[IMAGE.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    float[] before = measure(IMAGE, values).someValues()[1];
    for (float[] some : new float[][] {before, measure(IMAGE, values, values).someValues()[1]}) {
      assertEquals(32, some.length);
      TreeSet<Integer> pixels = new TreeSet<>();
      for (float value : some) {
        assertEquals(1, value % CHANNELS, "of the channel");
        pixels.add((int) value / CHANNELS);
      }
      assertEquals(32, pixels.size(), "each pixel once");
      for (int pixel : pixels) {
        int next = pixel + 4;
        assertTrue(next >= HEIGHT * WIDTH || pixels.contains(next), "one in four: " + pixels);
      }
    }
    Shape small = Shape.of(5, 5, 1);
    float[] few = measure(small, random(small, 8)).someValues()[0];
    assertEquals(25, few.length);
    float[] sorted = random(small, 8);
    Arrays.sort(sorted);
    Arrays.sort(few);
    assertArrayEquals(sorted, few, "a small image is kept whole");
  }

  /** Edges in 16 cells and 8 directions, then the mean of each channel in each cell. */
  @Test
  void featuresOfAnImageAreItsEdgesAndItsColours() {
    float[] values = random(IMAGE, 9);
    float[] features = measure(IMAGE, values).features();
    assertEquals(16 * 8 + 16 * CHANNELS, features.length);
    double squares = 0;
    for (int i = 0; i < 128; i++) {
      squares += features[i] * features[i];
    }
    assertEquals(1, squares, 1e-5, "roots of shares");
    for (int c = 0; c < CHANNELS; c++) {
      double[] cells = new double[16];
      double[] channel = channel(values, c);
      for (int p = 0; p < channel.length; p++) {
        cells[p / WIDTH / 4 * 4 + p % WIDTH / 2] += channel[p] / 8;
      }
      for (int i = 0; i < 16; i++) {
        assertEquals(cells[i], features[128 + 16 * c + i], 1e-6, "channel " + c + ", cell " + i);
      }
    }
  }

  @Test
  void featuresOfOtherSamplesAreTheirValues() {
    float[] values = random(Shape.of(7), 10);
    ImageFigures figures = measure(Shape.of(7), values);
    assertArrayEquals(values, figures.features());
    assertEquals(1, figures.mean().length);
    float[] values512 = random(Shape.of(512), 11);
    float[] means = measure(Shape.of(512), values512).features();
    assertEquals(256, means.length);
    for (int i = 0; i < 256; i++) {
      assertEquals((values512[2 * i] + values512[2 * i + 1]) / 2, means[i], 1e-6);
    }
  }
}
