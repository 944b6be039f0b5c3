package dev.limpid.bench.faults.images;

import dev.limpid.core.Parallel;
import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.characters.Characters;
import java.util.Arrays;

/**
 * Limpid's characters, scaled down by the mean of the pixels that a smaller one covers. Only the
 * first classes are kept.
 *
 * @param side height and width of an image
 * @param channels 1 for grey, 3 for colour
 * @param classes the first so many of the 30 characters
 * @param difficulty of the characters, 0 to 1
 */
public record SmallCharacters(int side, int channels, int classes, double difficulty)
    implements ImageSource {
  private static final int ALL = 30;

  @Override
  public Dataset generate(long seed, int count) {
    // of each 30 in a row every class is one
    int needed = (count + classes - 1) / classes * ALL;
    Dataset large = Characters.generate(seed, needed, difficulty, Parallel.serial());
    float[] image = new float[large.sampleShape().size()];
    float[][] images = new float[count][];
    int[] labels = new int[count];
    int taken = 0;
    for (int i = 0; i < large.size() && taken < count; i++) {
      if (large.label(i) < classes) {
        large.read(i, image, 0);
        images[taken] = smaller(image);
        labels[taken++] = large.label(i);
      }
    }
    return new FloatImages(
        Shape.of(side, side, channels),
        Characters.classNames().subList(0, classes),
        images,
        Arrays.copyOf(labels, count));
  }

  private float[] smaller(float[] image) {
    float[] small = new float[side * side * channels];
    for (int y = 0; y < side; y++) {
      int top = y * Characters.HEIGHT / side;
      int bottom = Math.max(top + 1, (y + 1) * Characters.HEIGHT / side);
      for (int x = 0; x < side; x++) {
        int left = x * Characters.WIDTH / side;
        int right = Math.max(left + 1, (x + 1) * Characters.WIDTH / side);
        float[] mean = mean(image, top, bottom, left, right);
        int to = (y * side + x) * channels;
        if (channels == 1) {
          small[to] = (mean[0] + mean[1] + mean[2]) / 3;
        } else {
          System.arraycopy(mean, 0, small, to, 3);
        }
      }
    }
    return small;
  }

  private static float[] mean(float[] image, int top, int bottom, int left, int right) {
    float[] sum = new float[3];
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        for (int c = 0; c < 3; c++) {
          sum[c] += image[(y * Characters.WIDTH + x) * 3 + c];
        }
      }
    }
    int pixels = (bottom - top) * (right - left);
    for (int c = 0; c < 3; c++) {
      sum[c] /= pixels;
    }
    return sum;
  }
}
