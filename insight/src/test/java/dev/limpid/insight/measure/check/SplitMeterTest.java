package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.check.Agreement;
import dev.limpid.insight.check.SplitChecks;
import dev.limpid.insight.check.SplitChecks.FeatureShift;
import dev.limpid.train.Toy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitMeterTest {
  /** Against the two distribution functions at all values. */
  @Test
  void theDistanceIsTheLargestBetweenTheDistributionFunctions() {
    for (int seed = 0; seed < 50; seed++) {
      Rng rng = Rng.of(seed);
      double[] a = some(rng, 1 + rng.nextInt(12), seed % 4);
      double[] b = some(rng, 1 + rng.nextInt(12), 0);
      double expected = 0;
      for (double[] values : new double[][] {a, b}) {
        for (double at : values) {
          expected = Math.max(expected, Math.abs(share(a, at) - share(b, at)));
        }
      }
      assertEquals(expected, SplitMeter.distance(a, b), 1e-12, "seed " + seed);
    }
    assertEquals(0, SplitMeter.distance(new double[0], new double[] {1}));
    assertEquals(1, SplitMeter.distance(new double[] {1, 2}, new double[] {3}));
  }

  /** Sorted, with many equal ones. */
  private static double[] some(Rng rng, int count, int shift) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> rng.nextInt(8) + shift);
    Arrays.sort(values);
    return values;
  }

  private static double share(double[] values, double at) {
    return Arrays.stream(values).filter(v -> v <= at).count() / (double) values.length;
  }

  private static Toy data(Shape shape, int count, double shift, int[] classes, long seed) {
    Rng rng = Rng.of(seed);
    float[][] samples = new float[count][shape.size()];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = classes[i % classes.length];
      for (int j = 0; j < shape.size(); j++) {
        samples[i][j] = (float) (shift + 10 * labels[i] + rng.nextGaussian());
      }
    }
    return Toy.of(shape, 3, samples, labels);
  }

  private static SplitChecks measure(Toy training, Toy validation) {
    return SplitMeter.measure(
        Side.measure(training, 1, Rng.of(1), Parallel.serial()),
        Side.measure(validation, 1, Rng.of(2), Parallel.serial()),
        3,
        Rng.of(3),
        Parallel.serial());
  }

  /** Brightness hangs on the class; classes are as frequent on both sides once they are matched. */
  @Test
  void asManyImagesOfEachClassAreCompared() {
    Shape shape = Shape.of(8, 8, 1);
    Toy training = data(shape, 90, 0, new int[] {0, 0, 1}, 1); // 60 and 30
    Toy validation = data(shape, 120, 0, new int[] {0, 1, 1, 2}, 2); // 30, 60 and 30
    SplitChecks split = measure(training, validation);
    assertEquals(60, split.matched());
    FeatureShift brightness = split.shifts().get(0);
    assertEquals("brightness", brightness.feature());
    assertEquals(5, brightness.training(), 0.1, "half of each class");
    assertEquals(5, brightness.validation(), 0.1);
    assertTrue(brightness.distance() < 0.25, brightness.toString());
    assertEquals(120, split.toldApart().images());
    assertTrue(Math.abs(split.toldApart().z()) < 4, split.toldApart().toString());
  }

  @Test
  void imagesThatDifferAreToldApart() {
    Shape shape = Shape.of(8, 8, 1);
    SplitChecks split =
        measure(data(shape, 90, 0, new int[] {0}, 1), data(shape, 60, 3, new int[] {0}, 2));
    assertEquals(60, split.matched());
    FeatureShift brightness = split.shifts().get(0);
    assertEquals(1, brightness.distance());
    assertEquals(0, brightness.training(), 0.1);
    assertEquals(3, brightness.validation(), 0.1);
    assertEquals(120, split.toldApart().right());
    assertTrue(split.shifts().get(1).distance() < 0.4, "the contrast is the same");
    assertEquals(1, split.shifts().get(1).training(), 0.1, "deviation");
  }

  @Test
  void eachFeatureIsNamed() {
    List<String> expected = new ArrayList<>();
    for (int c = 1; c <= 2; c++) {
      expected.add("brightness of channel " + c);
      expected.add("contrast of channel " + c);
    }
    expected.add("roughness");
    for (int k = 1; k <= 8; k++) {
      int degrees = (int) Math.round(22.5 * (k - 0.5));
      expected.add("edges that lie about " + degrees + " degrees from upright, clockwise");
    }
    for (int k = 1; k <= 16; k++) {
      int row = (k + 3) / 4;
      int column = (k - 1) % 4 + 1;
      expected.add("brightness in row " + row + ", column " + column + " of 4 x 4 parts");
    }
    Shape shape = Shape.of(8, 8, 2);
    SplitChecks split =
        measure(data(shape, 40, 0, new int[] {1}, 1), data(shape, 40, 0, new int[] {1}, 2));
    assertEquals(expected, split.shifts().stream().map(FeatureShift::feature).toList());
    assertEquals(1, split.shifts().get(4).training(), 0.1, "white noise");
    double edges = split.shifts().subList(5, 13).stream().mapToDouble(FeatureShift::training).sum();
    assertEquals(1, edges, 1e-5, "shares");
    split.shifts().subList(13, 29).forEach(s -> assertEquals(10, s.validation(), 0.5, s.feature()));
  }

  /** No image: no roughness and no edges. */
  @Test
  void otherSamplesHaveBrightnessAndContrast() {
    Shape shape = Shape.of(3);
    SplitChecks split =
        measure(data(shape, 40, 0, new int[] {1}, 1), data(shape, 40, 0, new int[] {1}, 2));
    assertEquals(
        List.of(
            "brightness",
            "contrast",
            "brightness of part 1 of 3",
            "brightness of part 2 of 3",
            "brightness of part 3 of 3"),
        split.shifts().stream().map(FeatureShift::feature).toList());
  }

  @Test
  void fewerThanThirtyPairsSayNothing() {
    Shape shape = Shape.of(8, 8, 1);
    for (int count : new int[] {29, 30}) {
      SplitChecks split =
          measure(data(shape, count, 0, new int[] {0}, 1), data(shape, 40, 3, new int[] {0}, 2));
      assertEquals(count, split.matched());
      assertEquals(count < 30, split.shifts().isEmpty());
      assertEquals(count < 30, split.toldApart() == Agreement.NONE);
    }
  }
}
