package dev.limpid.bench.faults.images;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;

/**
 * Gratings of any phase and contrast under noise; a class is a direction, or a direction and a
 * range of widths. Directions are spread a little around those of their class, and so neighbouring
 * classes overlap: not every image can be told, however many have been seen.
 *
 * @param side height and width of an image
 * @param channels 1 for grey; with 3 a class has a tint as well
 * @param directions how many, evenly over half a turn
 * @param widths how many ranges of a grating's width; 1 for one, which tells nothing
 * @param spread deviation of the directions, as a share of the distance of two classes
 * @param grain deviation of the noise on each value
 */
public record TextureImages(
    int side, int channels, int directions, int widths, double spread, double grain)
    implements ImageSource {
  /** Of two neighbouring ranges of widths; each covers half of that. */
  private static final double RATIO = 1.5;

  /** How many classes there are. */
  public int classes() {
    return directions * widths;
  }

  @Override
  public Dataset generate(long seed, int count) {
    Rng rng = Rng.of(seed).split("textures");
    float[][] images = new float[count][side * side * channels];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      Rng own = rng.split(i);
      labels[i] = own.nextInt(classes());
      draw(images[i], labels[i], own);
    }
    return new FloatImages(
        Shape.of(side, side, channels), FloatImages.names(classes()), images, labels);
  }

  private void draw(float[] image, int label, Rng rng) {
    double step = Math.PI / directions;
    double angle = step * (label % directions + spread * rng.nextGaussian());
    double frequency =
        widths == 1
            ? rng.nextFloat(0.9f, 1.4f)
            : 0.6 * Math.pow(RATIO, label / directions + 0.5 * rng.nextDouble());
    double phase = 2 * Math.PI * rng.nextDouble();
    double contrast = rng.nextFloat(0.12f, 0.3f);
    double brightness = rng.nextFloat(0.4f, 0.6f);
    double[] tint = new double[channels];
    for (int c = 0; c < channels && channels > 1; c++) {
      tint[c] = 0.06 * Math.cos(2 * Math.PI * (label / (double) classes() + c / 3.0));
    }
    double kx = frequency * Math.cos(angle);
    double ky = frequency * Math.sin(angle);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double wave = brightness + contrast * Math.sin(kx * x + ky * y + phase);
        for (int c = 0; c < channels; c++) {
          double value = wave + tint[c] + grain * rng.nextGaussian();
          image[(y * side + x) * channels + c] = (float) Math.max(0, Math.min(1, value));
        }
      }
    }
  }
}
