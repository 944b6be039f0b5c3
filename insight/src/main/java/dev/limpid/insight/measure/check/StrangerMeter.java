package dev.limpid.insight.measure.check;

import dev.limpid.core.Parallel;
import dev.limpid.insight.check.Strangers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Finds validation images that are unlike all training images; see {@link Strangers}. */
final class StrangerMeter {
  /** Training images; the farthest of fewer may well be nearer than the next one. */
  private static final int FEWEST = 100;

  /** Images of a side that are asked at most. */
  private static final int ASKED_OF_TRAINING = 512;

  private static final int ASKED = 1024;

  /** Of the largest distance of a training image from its nearest other. */
  private static final double FARTHER = 1.15;

  /** Of pictures of norm 1; images that are all alike may differ by so much. */
  private static final double FAR = 0.5;

  /** Of the range that training images have, beyond its ends. */
  private static final double OUTSIDE = 0.25;

  /** Of the usual contrast; images that were brought to one mean differ by less. */
  private static final double SMALL_RANGE = 0.2;

  private static final int EXAMPLES = 3;

  private StrangerMeter() {}

  /** Measures; null where too few training images tell what is usual. */
  static Strangers measure(Side training, Side validation, Parallel parallel) {
    if (!training.layout().image()
        || training.size() < FEWEST
        || training.images()[0].fingerprint().length < CopyMeter.FEWEST_VALUES) {
      return null;
    }
    float[][] prints =
        Arrays.stream(training.images()).map(ImageFigures::fingerprint).toArray(float[][]::new);
    float far = far(training, prints, parallel);
    double[] means = range(training, ImageFigures::meanOfChannels);
    double[] contrasts = range(training, ImageFigures::contrast);
    int[] asked = spread(validation.size(), ASKED);
    boolean[] strange = new boolean[asked.length];
    parallel.forRange(
        asked.length,
        32,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            ImageFigures image = validation.images()[asked[i]];
            strange[i] =
                isOutside(means, image.meanOfChannels())
                    || isOutside(contrasts, image.contrast())
                    || !(CopyMeter.nearest(prints, image.fingerprint(), -1, far) < far);
          }
        });
    List<String> examples = new ArrayList<>();
    int count = 0;
    for (int i = 0; i < asked.length; i++) {
      count += strange[i] ? 1 : 0;
      if (strange[i] && examples.size() < EXAMPLES) {
        examples.add(validation.name(asked[i]));
      }
    }
    return new Strangers(count, asked.length, examples);
  }

  /** The squared distance from which on an image is far from all training images. */
  private static float far(Side training, float[][] prints, Parallel parallel) {
    int[] asked = spread(prints.length, ASKED_OF_TRAINING);
    double[] nearest = new double[asked.length];
    parallel.forEach(
        asked.length,
        i -> {
          long own = training.images()[asked[i]].hash();
          float least = Float.MAX_VALUE;
          for (int j = 0; j < prints.length; j++) {
            if (training.images()[j].hash() != own) {
              least = Math.min(least, CopyMeter.distance(prints[asked[i]], prints[j], least));
            }
          }
          nearest[i] = least == Float.MAX_VALUE ? 0 : least;
        });
    double largest = Math.sqrt(Arrays.stream(nearest).max().orElse(0));
    return (float) Math.pow(Math.max(FAR, FARTHER * largest), 2);
  }

  private static double[] range(Side training, ToDoubleFunction<ImageFigures> figure) {
    double[] sorted = Arrays.stream(training.images()).mapToDouble(figure).sorted().toArray();
    double least = sorted[0];
    double most = sorted[sorted.length - 1];
    double usual = SideMeter.median(contrasts(training));
    double beyond = OUTSIDE * Math.max(most - least, SMALL_RANGE * usual);
    return new double[] {least - beyond, most + beyond};
  }

  private static double[] contrasts(Side side) {
    return Arrays.stream(side.images()).mapToDouble(ImageFigures::contrast).toArray();
  }

  private static boolean isOutside(double[] range, double value) {
    return value < range[0] || value > range[1];
  }

  private static int[] spread(int size, int most) {
    int count = Math.min(size, most);
    return IntStream.range(0, count).map(i -> (int) ((long) i * size / count)).toArray();
  }
}
