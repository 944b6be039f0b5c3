package dev.limpid.bench.faults.images;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import java.util.List;

/**
 * Some classes of a larger data set, drawn without repetition and scaled down by the mean of the
 * pixels that a smaller one covers.
 *
 * @param all what is drawn from
 * @param side height and width of an image
 * @param channels 1 for grey; 3 for colour, of images that have it
 * @param classes of those of {@code all}, in their new order
 */
public record ScaledImages(Dataset all, int side, int channels, List<Integer> classes)
    implements ImageSource {

  /** How many images there are. */
  public int size() {
    int size = 0;
    for (int i = 0; i < all.size(); i++) {
      size += classes.contains(all.label(i)) ? 1 : 0;
    }
    return size;
  }

  @Override
  public Dataset generate(long seed, int count) {
    if (count > size()) {
      throw new IllegalArgumentException(
          "there are " + size() + " images of these classes, but " + count + " are needed");
    }
    float[] image = new float[all.sampleShape().size()];
    float[][] images = new float[count][];
    int[] labels = new int[count];
    int taken = 0;
    for (int i : Rng.of(seed).split("drawn").permutation(all.size())) {
      int label = classes.indexOf(all.label(i));
      if (label >= 0 && taken < count) {
        all.read(i, image, 0);
        images[taken] = smaller(image);
        labels[taken++] = label;
      }
    }
    List<String> names = classes.stream().map(c -> all.classNames().get(c)).toList();
    return new FloatImages(Shape.of(side, side, channels), names, images, labels);
  }

  private float[] smaller(float[] image) {
    int height = all.sampleShape().dim(0);
    int width = all.sampleShape().dim(1);
    float[] small = new float[side * side * channels];
    for (int y = 0; y < side; y++) {
      int top = y * height / side;
      int bottom = (y + 1) * height / side;
      for (int x = 0; x < side; x++) {
        int left = x * width / side;
        int right = (x + 1) * width / side;
        float[] mean = mean(image, top, bottom, left, right);
        int to = (y * side + x) * channels;
        if (channels == mean.length) {
          System.arraycopy(mean, 0, small, to, channels);
        } else {
          small[to] = (mean[0] + mean[1] + mean[2]) / 3;
        }
      }
    }
    return small;
  }

  private float[] mean(float[] image, int top, int bottom, int left, int right) {
    int from = all.sampleShape().dim(2);
    int width = all.sampleShape().dim(1);
    float[] sum = new float[from];
    for (int y = top; y < bottom; y++) {
      for (int x = left; x < right; x++) {
        for (int c = 0; c < from; c++) {
          sum[c] += image[(y * width + x) * from + c];
        }
      }
    }
    int pixels = (bottom - top) * (right - left);
    for (int c = 0; c < from; c++) {
      sum[c] /= pixels;
    }
    return sum;
  }
}
