package dev.limpid.insight.measure.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.check.Repeats;
import dev.limpid.insight.check.SideChecks;
import dev.limpid.train.Toy;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RepeatMeterTest {
  private static final Shape IMAGE = Shape.of(8, 8, 1);

  private static float[][] noise(int count, long seed) {
    Rng rng = Rng.of(seed);
    float[][] images = new float[count][IMAGE.size()];
    for (float[] image : images) {
      for (int j = 0; j < image.length; j++) {
        image[j] = (float) rng.nextGaussian();
      }
    }
    return images;
  }

  private static SideChecks measure(float[][] images) {
    int[] labels = new int[images.length];
    Arrays.setAll(labels, i -> i % 2);
    Side side = Side.measure(Toy.of(IMAGE, 2, images, labels), 1, Rng.of(1), Parallel.serial());
    return SideMeter.measure(side, null, 2, 32, Parallel.serial());
  }

  @Test
  void differentImagesAreNoRepeats() {
    SideChecks checks = measure(noise(100, 1));
    assertEquals(new Repeats(0, 1, List.of(50, 50), List.of()), checks.repeats());
    assertEquals(1, checks.distinctShare());
  }

  @Test
  void imagesThatAreReadAgainAndAgainAreCountedAndNamed() {
    float[][] some = noise(10, 1);
    float[][] images = new float[100][];
    Arrays.setAll(images, i -> some[i % 10]);
    SideChecks checks = measure(images);
    assertEquals(90, checks.flaws().copies());
    assertEquals(0.1, checks.distinctShare(), 1e-12);
    assertEquals(
        new Repeats(
            0,
            10,
            List.of(5, 5),
            List.of(
                "sample 0 is sample 10, sample 20, sample 30 and 6 more",
                "sample 1 is sample 11, sample 21, sample 31 and 6 more",
                "sample 2 is sample 12, sample 22, sample 32 and 6 more")),
        checks.repeats());
  }

  /** Another contrast, and a little noise on each: none is the same to the bit. */
  @Test
  void imagesThatAreNearlyTheSameAreRepeats() {
    for (int different : new int[] {1, 7, 60}) {
      float[][] some = noise(different, 1);
      float[][] grain = noise(120, 2);
      float[][] images = new float[120][IMAGE.size()];
      for (int i = 0; i < 120; i++) {
        for (int j = 0; j < IMAGE.size(); j++) {
          images[i][j] = (1 + i % 3) * some[i % different][j] + 0.02f * grain[i][j];
        }
      }
      SideChecks checks = measure(images);
      Repeats repeats = checks.repeats();
      assertEquals(0, checks.flaws().copies());
      assertEquals(120 - different, repeats.near());
      assertEquals(different / 120.0, checks.distinctShare(), 1e-12);
      assertEquals((120 + different - 1) / different, repeats.most());
    }
  }

  /** Of images that are all alike none is nearer to another than is usual. */
  @Test
  void imagesThatAreAlikeAreNoRepeats() {
    float[] one = noise(1, 1)[0];
    float[][] images = noise(200, 2);
    for (float[] image : images) {
      for (int j = 0; j < image.length; j++) {
        image[j] = one[j] + 0.1f * image[j];
      }
    }
    assertEquals(0, measure(images).repeats().near());
  }

  @Test
  void blankImagesAreNoRepeatsOfEachOther() {
    float[][] images = noise(50, 1);
    Arrays.fill(images, 0, 5, new float[IMAGE.size()]);
    SideChecks checks = measure(images);
    assertEquals(0, checks.repeats().near());
    assertEquals(0, checks.flaws().copies());
  }
}
