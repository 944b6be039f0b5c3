package dev.limpid.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MixingTest {
  private static final Shape IMAGE = Shape.of(6, 8, 3);

  static List<Augmentation> all() {
    return List.of(
        Augmentation.mixup(0.4),
        Augmentation.cutMix(1),
        Augmentation.of(Augmentation.cutMix(1), Augmentation.mixup(0.5)),
        Augmentation.of(Augmentation.of(Augmentation.mixup(1))));
  }

  /** Three classes; all values of image i are i / 10. */
  private static Dataset images() {
    byte[][] samples = new byte[10][IMAGE.size()];
    int[] labels = new int[10];
    for (int i = 0; i < samples.length; i++) {
      Arrays.fill(samples[i], (byte) (25.5 * i));
      labels[i] = i % 3;
    }
    return ByteDataset.of(IMAGE, List.of("a", "b", "c"), samples, labels);
  }

  @ParameterizedTest
  @MethodSource("all")
  void theTargetHasTheSharesOfTheImage(Augmentation augmentation) {
    Dataset plain = images();
    float[] image = new float[IMAGE.size()];
    float[] target = new float[3];
    float[] own = new float[IMAGE.size()];
    int mixed = 0;
    for (int seed = 0; seed < 60; seed++) {
      Dataset data = Datasets.augmented(plain, augmentation, Rng.of(seed));
      int index = seed % 10;
      data.read(index, image, 0);
      data.readTarget(index, target, 0);
      plain.read(index, own, 0);
      assertEquals(1, target[0] + target[1] + target[2], 1e-6);
      double mean = 0;
      for (float value : image) {
        mean += value / image.length;
      }
      // which other image was it? one whose share of the image is that of the target
      double share = target[index % 3];
      boolean explained = false;
      for (int other = 0; other < 10; other++) {
        float[] another = new float[IMAGE.size()];
        plain.read(other, another, 0);
        boolean sameClass = other % 3 == index % 3;
        double expected = share * own[0] + (1 - share) * another[0];
        explained |=
            sameClass
                ? mean >= Math.min(own[0], another[0]) - 1e-6
                    && mean <= Math.max(own[0], another[0]) + 1e-6
                : target[other % 3] > 0 && Math.abs(expected - mean) < 1e-5;
      }
      assertTrue(explained, "seed " + seed + ": mean " + mean + ", share " + share);
      mixed += share < 1 ? 1 : 0;
      assertEquals(plain.label(index), data.label(index));
    }
    assertTrue(mixed > 20, mixed + " of 60 were mixed with another class");
  }

  @Test
  void cutMixPutsARectangleIntoTheImage() {
    float[] image = new float[IMAGE.size()];
    Dataset plain = images();
    for (int seed = 0; seed < 40; seed++) {
      Datasets.augmented(plain, Augmentation.cutMix(1), Rng.of(seed)).read(0, image, 0);
      int top = 6;
      int bottom = -1;
      int left = 8;
      int right = -1;
      int painted = 0;
      for (int i = 0; i < 48; i++) {
        if (image[3 * i] != 0) {
          painted++;
          top = Math.min(top, i / 8);
          bottom = Math.max(bottom, i / 8);
          left = Math.min(left, i % 8);
          right = Math.max(right, i % 8);
        }
      }
      int area = painted == 0 ? 0 : (bottom - top + 1) * (right - left + 1);
      assertEquals(area, painted, "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.2, 1, 3})
  void sharesAreBetaDistributed(double alpha) {
    Rng rng = Rng.of(5);
    int count = 20_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < count; i++) {
      double share = Mixing.beta(alpha, rng);
      assertTrue(share >= 0 && share <= 1);
      sum += share;
      squares += (share - 0.5) * (share - 0.5);
    }
    double variance = 1 / (4 * (2 * alpha + 1));
    assertEquals(0.5, sum / count, 0.02);
    assertEquals(variance, squares / count, 0.05 * variance);
    double tiny = Mixing.beta(1e-4, rng);
    assertTrue(tiny >= 0 && tiny <= 1);
  }

  @Test
  void otherStepsDrawWhatTheyWouldDrawAlone() {
    Augmentation noise = Augmentation.noise(0.2);
    Dataset one = Datasets.augmented(images(), Augmentation.of(noise), Rng.of(1));
    Augmentation withMixing = Augmentation.of(noise, Augmentation.cutMix(1e-9));
    Dataset two = Datasets.augmented(images(), withMixing, Rng.of(1));
    float[] target = new float[3];
    float[] expected = new float[IMAGE.size()];
    float[] values = new float[IMAGE.size()];
    int whole = 0;
    for (int i = 0; i < 10; i++) {
      two.readTarget(i, target, 0);
      if (target[i % 3] == 1) {
        one.read(i, expected, 0);
        two.read(i, values, 0);
        boolean same = Arrays.equals(expected, values);
        whole += same ? 1 : 0;
      }
    }
    assertTrue(whole > 0, "none of 10 was left whole");
  }

  @Test
  void whatMixesIsToldAndRefusedWhereThereIsOneImageAlone() {
    assertTrue(Augmentation.mixup(1).mixes());
    assertTrue(Augmentation.of(Augmentation.noise(0), Augmentation.mixup(1)).mixes());
    assertFalse(Augmentation.characters().mixes());
    Rng rng = Rng.of(1);
    for (Augmentation augmentation : all()) {
      assertThrows(
          IllegalStateException.class,
          () -> augmentation.apply(new float[IMAGE.size()], 0, IMAGE, rng));
    }
    assertThrows(IllegalArgumentException.class, () -> Augmentation.mixup(0));
    assertThrows(IllegalArgumentException.class, () -> Augmentation.cutMix(Double.NaN));
  }

  @Test
  void joinedSetsKeepTargetsAndWeights() {
    Dataset weighted =
        new DatasetView(images()) {
          @Override
          public float weight(int index) {
            return index;
          }

          @Override
          public int targetSize() {
            return 2;
          }

          @Override
          public void readTarget(int index, float[] target, int offset) {
            target[offset] = index;
            target[offset + 1] = -index;
          }
        };
    Dataset joined = Datasets.joined(weighted, weighted);
    float[] target = new float[3];
    joined.readTarget(13, target, 1);
    assertArrayEquals(new float[] {0, 3, -3}, target);
    assertEquals(2, joined.targetSize());
    assertEquals(4, joined.weight(14));
    assertThrows(IllegalArgumentException.class, () -> Datasets.joined(weighted, images()));
  }
}
