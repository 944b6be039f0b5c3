package dev.limpid.bench.faults.images;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;

/**
 * Filled shapes on a mottled ground: disc, square, triangle, cross, ring, bar, chevron, two discs;
 * anywhere, of any size, turned, in any colour that stands out, with grain.
 *
 * @param side height and width of an image
 * @param channels 1 for grey, 3 for colour
 * @param classes how many of the eight shapes
 * @param grain deviation of the noise on each value
 */
public record ShapeImages(int side, int channels, int classes, double grain)
    implements ImageSource {

  /** Checks the numbers. */
  public ShapeImages {
    if (classes < 2 || classes > 8) {
      throw new IllegalArgumentException("there are 2 to 8 shapes, but not " + classes);
    }
  }

  @Override
  public Dataset generate(long seed, int count) {
    Rng rng = Rng.of(seed).split("shapes");
    float[][] images = new float[count][side * side * channels];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      Rng own = rng.split(i);
      labels[i] = own.nextInt(classes);
      draw(images[i], labels[i], own);
    }
    return new FloatImages(
        Shape.of(side, side, channels), FloatImages.names(classes), images, labels);
  }

  private void draw(float[] image, int label, Rng rng) {
    double size = rng.nextFloat(0.26f, 0.4f);
    double cx = rng.nextFloat(0.4f, 0.6f);
    double cy = rng.nextFloat(0.4f, 0.6f);
    double angle = rng.nextFloat(-0.5f, 0.5f);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    float[] ground = new float[channels];
    float[] ink = new float[channels];
    for (int c = 0; c < channels; c++) {
      ground[c] = rng.nextFloat(0.15f, 0.5f);
      ink[c] = ground[c] + rng.nextFloat(0.25f, 0.45f);
    }
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        double dx = ((x + 0.5) / side - cx) / size;
        double dy = ((y + 0.5) / side - cy) / size;
        boolean inside = inside(label, cos * dx + sin * dy, cos * dy - sin * dx);
        for (int c = 0; c < channels; c++) {
          double value = (inside ? ink[c] : ground[c]) + grain * rng.nextGaussian();
          image[(y * side + x) * channels + c] = (float) Math.max(0, Math.min(1, value));
        }
      }
    }
  }

  /** Whether a point belongs to the shape; the shape fills about -1 ... 1. */
  private static boolean inside(int shape, double x, double y) {
    double r = Math.hypot(x, y);
    return switch (shape) {
      case 0 -> r < 0.9; // disc
      case 1 -> Math.max(Math.abs(x), Math.abs(y)) < 0.8; // square
      case 2 -> y < 0.8 && y > 2 * Math.abs(x) - 0.9; // triangle
      case 3 -> Math.min(Math.abs(x), Math.abs(y)) < 0.28 && r < 1; // cross
      case 4 -> r < 1 && r > 0.55; // ring
      case 5 -> Math.abs(x) < 0.3 && Math.abs(y) < 1; // bar
      case 6 -> Math.abs(y - Math.abs(x)) < 0.35 && Math.abs(x) < 0.9; // chevron
      default -> Math.hypot(Math.abs(x) - 0.6, y) < 0.4; // two discs
    };
  }
}
