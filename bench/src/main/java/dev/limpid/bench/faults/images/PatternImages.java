package dev.limpid.bench.faults.images;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;

/**
 * Soft blobs of light at places that belong to a class, each shifted a little and of its own
 * strength, under noise: like stained cells or a face's shadows. The places depend on {@code
 * world}, not on the seed of the images.
 *
 * @param side height and width of an image
 * @param channels 1 for grey, 3 for colour
 * @param classes how many arrangements
 * @param grain deviation of the noise on each value
 * @param world what the arrangements depend on
 */
public record PatternImages(int side, int channels, int classes, double grain, long world)
    implements ImageSource {
  private static final int BLOBS = 4;

  @Override
  public Dataset generate(long seed, int count) {
    float[][][] places = places();
    Rng rng = Rng.of(seed).split("patterns");
    float[][] images = new float[count][side * side * channels];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      Rng own = rng.split(i);
      labels[i] = own.nextInt(classes);
      draw(images[i], places[labels[i]], own);
    }
    return new FloatImages(
        Shape.of(side, side, channels), FloatImages.names(classes), images, labels);
  }

  /** Of each class and blob: x, y, radius, and the strength in each channel. */
  private float[][][] places() {
    float[][][] places = new float[classes][BLOBS][3 + channels];
    for (int k = 0; k < classes; k++) {
      Rng rng = Rng.of(world).split("arrangement").split(k);
      for (float[] blob : places[k]) {
        blob[0] = rng.nextFloat(0.2f, 0.8f);
        blob[1] = rng.nextFloat(0.2f, 0.8f);
        blob[2] = rng.nextFloat(0.08f, 0.16f);
        for (int c = 0; c < channels; c++) {
          blob[3 + c] = rng.nextFloat(0.2f, 0.6f);
        }
      }
    }
    return places;
  }

  private void draw(float[] image, float[][] blobs, Rng rng) {
    double brightness = rng.nextFloat(0.1f, 0.35f);
    double[] values = new double[image.length];
    for (float[] blob : blobs) {
      double cx = blob[0] + 0.05 * rng.nextGaussian();
      double cy = blob[1] + 0.05 * rng.nextGaussian();
      double strength = rng.nextFloat(0.6f, 1.2f);
      double inverse = 1 / (2.0 * blob[2] * blob[2]);
      for (int p = 0; p < side * side; p++) {
        double dx = (p % side + 0.5) / side - cx;
        double dy = (p / side + 0.5) / side - cy;
        double light = strength * Math.exp(-(dx * dx + dy * dy) * inverse);
        for (int c = 0; c < channels; c++) {
          values[p * channels + c] += light * blob[3 + c];
        }
      }
    }
    for (int i = 0; i < image.length; i++) {
      double value = brightness + values[i] + grain * rng.nextGaussian();
      image[i] = (float) Math.max(0, Math.min(1, value));
    }
  }
}
