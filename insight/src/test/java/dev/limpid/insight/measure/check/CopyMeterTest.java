package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.Toy;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CopyMeterTest {
  private static final Shape IMAGE = Shape.of(8, 8, 1);

  private static float[][] noise(int count, Shape shape, long seed) {
    Rng rng = Rng.of(seed);
    float[][] images = new float[count][shape.size()];
    for (float[] image : images) {
      for (int j = 0; j < image.length; j++) {
        image[j] = (float) rng.nextGaussian();
      }
    }
    return images;
  }

  private static CopyMeter.Copies copies(Shape shape, float[][] training, float[][] validation) {
    int[] labels = new int[validation.length];
    labels[labels.length - 1] = 1;
    return CopyMeter.measure(
        side(Toy.of(shape, 2, training, new int[training.length])),
        side(Toy.of(shape, 2, validation, labels)),
        Parallel.serial());
  }

  private static Side side(Toy data) {
    return Side.measure(data, 1, Rng.of(1), Parallel.serial());
  }

  @Test
  void otherImagesAreNoCopies() {
    assertEquals(
        new CopyMeter.Copies(0, 0, 0, List.of()),
        copies(IMAGE, noise(300, IMAGE, 1), noise(100, IMAGE, 2)));
  }

  @Test
  void copiesAreCountedAndNamed() {
    float[][] training = noise(300, IMAGE, 1);
    float[][] validation = noise(100, IMAGE, 2);
    validation[3] = training[200].clone();
    validation[99] = training[0].clone(); // of another label
    assertEquals(
        new CopyMeter.Copies(2, 0, 1, List.of("sample 3 is sample 200", "sample 99 is sample 0")),
        copies(IMAGE, training, validation));
  }

  /** The first of several that are the same is named, and no more than eight. */
  @Test
  void eightExamplesAreNamed() {
    float[][] training = noise(50, IMAGE, 1);
    training[20] = training[10].clone();
    float[][] validation = new float[30][];
    Arrays.fill(validation, training[10]);
    CopyMeter.Copies copies = copies(IMAGE, training, validation);
    assertEquals(30, copies.exact());
    assertEquals(8, copies.examples().size());
    assertEquals("sample 7 is sample 10", copies.examples().get(7));
  }

  /** Another contrast, a little noise: the picture of 8 x 8 is nearly the same. */
  @Test
  void imagesThatAreNearlyTheSameAreNearCopies() {
    float[][] training = noise(300, IMAGE, 1);
    float[][] validation = noise(100, IMAGE, 2);
    float[][] grain = noise(100, IMAGE, 3);
    for (int i = 0; i < 60; i++) {
      double amount = i < 40 ? 0.05 : 0.6; // as near as a twentieth, and half as near as others
      for (int j = 0; j < IMAGE.size(); j++) {
        validation[i][j] = (float) (1 + 2 * (training[i][j] + amount * grain[i][j]));
      }
    }
    assertEquals(new CopyMeter.Copies(0, 40, 0, List.of()), copies(IMAGE, training, validation));
  }

  /** Nearer than a fifth of the usual distance, which is that between nearest neighbours. */
  @Test
  void nearIsWithinAFifthOfTheUsualDistance() {
    // Pairs on the unit sphere, the two of each pair 0.1 apart; and two images on their own
    Rng rng = Rng.of(5);
    float[][] centres = noise(100, IMAGE, 4);
    float[][] training = new float[202][];
    float[][] validation = new float[100][];
    training[0] = noise(1, IMAGE, 6)[0];
    training[101] = noise(1, IMAGE, 7)[0];
    for (int i = 0; i < 100; i++) {
      float[] centre = normalised(centres[i]);
      float[] side = across(centre, rng);
      int at = 2 * i + (i < 50 ? 1 : 2);
      training[at] = centre;
      training[at + 1] = turned(centre, side, 0.1);
      validation[i] = turned(centre, side, i < 30 ? -0.019 : -0.021);
    }
    assertEquals(30, copies(IMAGE, training, validation).near());
  }

  private static float[] normalised(float[] values) {
    double mean = 0;
    for (float value : values) {
      mean += value / values.length;
    }
    double squares = 0;
    for (float value : values) {
      squares += (value - mean) * (value - mean);
    }
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = (float) ((values[i] - mean) / Math.sqrt(squares));
    }
    return result;
  }

  /** A random direction at right angles, of mean 0 and norm 1. */
  private static float[] across(float[] from, Rng rng) {
    float[] other = new float[from.length];
    double along = 0;
    for (int i = 0; i < other.length; i++) {
      other[i] = (float) rng.nextGaussian();
    }
    other = normalised(other);
    for (int i = 0; i < other.length; i++) {
      along += other[i] * from[i];
    }
    for (int i = 0; i < other.length; i++) {
      other[i] -= (float) (along * from[i]);
    }
    return normalised(other);
  }

  private static float[] turned(float[] from, float[] side, double distance) {
    double angle = 2 * Math.asin(distance / 2);
    float[] result = new float[from.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) (Math.cos(angle) * from[i] + Math.sin(angle) * side[i]);
    }
    return result;
  }

  @Test
  void blankImagesAreNoCopiesOfEachOther() {
    float[][] training = noise(50, IMAGE, 1);
    float[][] validation = noise(50, IMAGE, 2);
    training[4] = new float[IMAGE.size()];
    validation[7] = new float[IMAGE.size()];
    for (int j = 0; j < IMAGE.size(); j++) {
      validation[8][j] = 3 + 0.004f * training[20][j]; // blank to the eye
    }
    assertEquals(new CopyMeter.Copies(0, 0, 0, List.of()), copies(IMAGE, training, validation));
  }

  @Test
  void smallSamplesMayBeAlikeByChance() {
    for (int size : new int[] {15, 16}) {
      Shape shape = Shape.of(size);
      float[][] training = noise(50, shape, 1);
      float[][] validation = noise(50, shape, 2);
      validation[0] = training[0].clone();
      assertEquals(size < 16 ? 0 : 1, copies(shape, training, validation).exact(), "" + size);
    }
  }

  @Test
  void ofASingleTrainingImageOnlyExactCopiesAreKnown() {
    float[][] training = noise(1, IMAGE, 1);
    float[][] validation = {training[0].clone(), training[0].clone()};
    validation[1][0] += 0.001f;
    CopyMeter.Copies copies = copies(IMAGE, training, validation);
    assertEquals(1, copies.exact());
    assertEquals(0, copies.near());
  }
}
