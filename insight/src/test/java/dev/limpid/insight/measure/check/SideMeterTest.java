package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.check.ChannelChecks;
import dev.limpid.insight.check.ImageFlaws;
import dev.limpid.insight.check.SideChecks;
import dev.limpid.train.Toy;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SideMeterTest {
  private static final int SIDE = 8;
  private static final Shape IMAGE = Shape.of(SIDE, SIDE, 2);

  private static SideChecks measure(Shape shape, float[][] images, int... labels) {
    Toy data = Toy.of(shape, 3, images, labels.length == 0 ? new int[images.length] : labels);
    Side side = Side.measure(data, 1, Rng.of(1), Parallel.serial());
    return SideMeter.measure(side, null, 3, 10, Parallel.serial());
  }

  /** Ramps in many directions: smooth, and no two alike. */
  private static float[][] ramps(int count) {
    float[][] images = new float[count][IMAGE.size()];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < images[i].length; j++) {
        int pixel = j / 2;
        double angle = i + 0.3 + j % 2;
        images[i][j] =
            (float) (Math.cos(angle) * (pixel % SIDE) + Math.sin(angle) * (pixel / SIDE) + i);
      }
    }
    return images;
  }

  @Test
  void aChannelsFiguresAreThoseOfAllItsValues() {
    Rng rng = Rng.of(4);
    float[][] images = new float[40][IMAGE.size()];
    double[] all = new double[40 * SIDE * SIDE];
    double[] means = new double[40];
    for (int i = 0; i < 40; i++) {
      double centre = rng.nextGaussian();
      for (int j = 0; j < IMAGE.size(); j++) {
        images[i][j] = (float) (j % 2 == 0 ? 7 : centre + rng.nextGaussian());
        if (j % 2 == 1) {
          all[i * SIDE * SIDE + j / 2] = images[i][j];
          means[i] += images[i][j] / (double) (SIDE * SIDE);
        }
      }
    }
    SideChecks side = measure(IMAGE, images);
    assertEquals(40, side.images());
    assertEquals(40, side.examined());
    assertEquals(2, side.channels().size());
    ChannelChecks constant = side.channels().get(0);
    assertEquals(1, constant.constant());
    assertEquals(0, constant.deviation());
    assertEquals(7, constant.mean());
    assertTrue(Double.isNaN(constant.roughness()));

    ChannelChecks channel = side.channels().get(1);
    assertEquals(mean(all), channel.mean(), 1e-6);
    assertEquals(deviation(all), channel.deviation(), 1e-6);
    assertEquals(deviation(means), channel.deviationOfMeans(), 1e-6);
    assertEquals(Arrays.stream(all).min().orElseThrow(), channel.least());
    assertEquals(Arrays.stream(all).max().orElseThrow(), channel.greatest());
    assertEquals(0, channel.nonFinite());
    assertEquals(0, channel.constant());
    assertEquals(1, channel.roughness(), 0.1, "white noise");
    Arrays.sort(all);
    assertEquals(all[all.length / 2], channel.median(), 0.15, "of a sample of the values");
    assertTrue(channel.low() >= channel.least() && channel.low() <= all[all.length / 50]);
    assertTrue(channel.high() <= channel.greatest() && channel.high() >= all[all.length * 49 / 50]);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static double deviation(double[] values) {
    double mean = mean(values);
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
  }

  @Test
  void smoothImagesHaveNoFlaws() {
    assertEquals(new ImageFlaws(0, 0, 0, 0, 0, 0, 0, List.of()), measure(IMAGE, ramps(20)).flaws());
  }

  @Test
  void eachFlawIsCountedAndNamed() {
    float[][] images = ramps(30);
    Rng rng = Rng.of(6);
    images[3][5] = Float.NaN;
    Arrays.fill(images[4], 2);
    for (int j = 0; j < IMAGE.size(); j++) {
      images[7][j] = (float) (5 * rng.nextGaussian());
    }
    images[12] = images[11].clone(); // the same label
    images[14] = images[13].clone(); // another label
    Arrays.fill(images[20], IMAGE.size() - 2 * 2 * SIDE, IMAGE.size(), 1); // two rows below
    Arrays.fill(images[21], 0, 2 * 2 * SIDE, 1); // two rows above
    Arrays.fill(images[22], 0, 2 * 2 * SIDE, 1);
    images[22][2 * 2 * SIDE - 1] = 3; // but for one value
    int[] labels = new int[30];
    labels[14] = 2;
    SideChecks side = measure(IMAGE, images, labels);
    assertEquals(
        new ImageFlaws(
            1,
            1,
            1,
            1,
            1,
            2,
            1,
            List.of(
                "sample 3: values that are not finite",
                "sample 4: blank",
                "sample 7: noise",
                "sample 14: two labels")),
        side.flaws());
    assertEquals(1 / (30.0 * SIDE * SIDE), side.channels().get(1).nonFinite(), 1e-12);
    assertEquals(0, side.channels().get(0).nonFinite());
    assertEquals(1 / 30.0, side.channels().get(0).constant(), 1e-12);
  }

  @Test
  void noMoreThanEightExamplesAreNamed() {
    float[][] images = ramps(40);
    for (int i = 0; i < 40; i += 2) {
      images[i][0] = Float.POSITIVE_INFINITY;
    }
    ImageFlaws flaws = measure(IMAGE, images).flaws();
    assertEquals(20, flaws.nonFinite());
    assertEquals(8, flaws.examples().size());
  }

  /** Where images are noise throughout, noise is what they are meant to be. */
  @Test
  void imagesOfNoiseAreNoFlawAmongTheirLike() {
    Rng rng = Rng.of(8);
    float[][] images = new float[20][IMAGE.size()];
    for (float[] image : images) {
      for (int j = 0; j < image.length; j++) {
        image[j] = (float) rng.nextGaussian();
      }
    }
    assertEquals(0, measure(IMAGE, images).flaws().noise());
  }

  /** Flat at both ends is paper, not damage. */
  @Test
  void imagesThatAreFlatAtBothEndsAreNotCutOff() {
    float[][] images = ramps(10);
    for (float[] image : images) {
      Arrays.fill(image, 0, 2 * 2 * SIDE, 1);
      Arrays.fill(image, IMAGE.size() - 2 * 2 * SIDE, IMAGE.size(), 1);
    }
    ImageFlaws flaws = measure(IMAGE, images).flaws();
    assertEquals(0, flaws.cutAbove());
    assertEquals(0, flaws.cutBelow());
  }

  @Test
  void imagesOfFewRowsAreNotLookedAtForCuts() {
    Shape low = Shape.of(7, 8, 2);
    float[][] images = new float[10][low.size()];
    for (int i = 0; i < 10; i++) {
      for (int j = 56; j < low.size(); j++) {
        images[i][j] = j * (i + 1);
      }
    }
    assertEquals(0, measure(low, images).flaws().cutAbove());
  }

  /** At most a hundredth of the contrast that nine in ten images stay below. */
  @Test
  void blankIsSaidBesideTheOtherImages() {
    float[][] images = ramps(20);
    for (int j = 0; j < IMAGE.size(); j++) {
      images[5][j] = 3 + 0.005f * images[5][j];
      images[6][j] = 3 + 0.02f * images[6][j];
    }
    Toy data = Toy.of(IMAGE, 1, images, new int[20]);
    boolean[] expected = new boolean[20];
    expected[5] = true;
    assertArrayEquals(
        expected, SideMeter.blank(Side.measure(data, 1, Rng.of(1), Parallel.serial())));
  }

  @Test
  void medianIsInTheMiddle() {
    assertEquals(3, SideMeter.median(new double[] {9, 3, 1, 2, 4}));
    assertEquals(5, SideMeter.median(new double[] {5}));
  }
}
