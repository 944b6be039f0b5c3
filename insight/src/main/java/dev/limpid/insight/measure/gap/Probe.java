package dev.limpid.insight.measure.gap;

import dev.limpid.core.Rng;
import dev.limpid.train.Batches;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The images on which the gap is measured; the same ones in every epoch.
 *
 * <p>Of the training set, whole batches, because their statistics belong together: drawn as the
 * training draws them, at random if it shuffles, otherwise some of its own. Within them, some
 * images of each batch for the passes in which batches don't matter. Of the validation set, some
 * images at random.
 *
 * @param training indices of training images, batch after batch
 * @param starts where each batch begins in {@code training}, and the end
 * @param paired positions in {@code training} of the images for passes by the image, ascending
 * @param pairedStarts where each batch begins in {@code paired}, and the end
 * @param validation indices of validation images
 * @param sensed how many of the paired and of the validation images tell how the loss depends on
 *     the statistics
 */
record Probe(
    int[] training, int[] starts, int[] paired, int[] pairedStarts, int[] validation, int sensed) {
  /**
   * Passes of an image in a training step, as time goes. By its operations it takes three, one
   * forward and two backward; but the passes of a probe are in small batches and compute statistics
   * beside, and so a step took 1.9 to 2.4 of them where both were measured.
   */
  static final double PASSES_OF_STEP = 1.75;

  private static final int LEAST_BATCHES = 4;
  private static final int LEAST_IMAGES = 64;

  /**
   * The images that there are to choose from.
   *
   * @param batchPasses passes over the batches: one, and one more for dropout or augmentation
   * @param batchNorm whether there are statistics, and so passes by the image
   */
  record Scope(
      int trainingSize,
      int validationSize,
      int batchSize,
      boolean shuffled,
      int batchPasses,
      boolean batchNorm) {}

  /** All images. */
  static Probe everything(Scope scope, Rng rng) {
    return of(scope, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, LEAST_IMAGES, rng);
  }

  /**
   * As many images as a share of an epoch's time buys, counted in forward passes of one image, of
   * which a training step takes as long as {@link #PASSES_OF_STEP}. About half of it goes into the
   * batches, which the statistics come from; but never fewer than 4 batches and 64 images.
   *
   * @param share of the time of the epoch's steps and its validation
   */
  static Probe forShare(Scope scope, double share, Rng rng) {
    double passes = share * (PASSES_OF_STEP * scope.trainingSize() + scope.validationSize());
    double batchShare = scope.batchNorm() ? 0.3 + 0.16 * scope.batchPasses() : 1;
    int batches = (int) Math.round(passes * batchShare / scope.batchPasses() / scope.batchSize());
    int atLeast = Math.max(LEAST_BATCHES, batches);
    double left = passes - Math.min(atLeast, batches) * scope.batchPasses() * scope.batchSize();
    int paired = Math.max(LEAST_IMAGES, (int) (0.22 * left));
    int validation = Math.max(LEAST_IMAGES, (int) (0.28 * left));
    int sensed = Math.max(8, (int) (0.28 * left / 10));
    return of(scope, atLeast, paired, validation, sensed, rng);
  }

  /** So many batches, and images of them and of the validation set; or all, where that is fewer. */
  static Probe of(Scope scope, int batches, int paired, int validation, int sensed, Rng rng) {
    int size = scope.batchSize();
    Batches pass = new Batches(scope.trainingSize(), size, scope.batchNorm());
    int all = pass.count();
    int count = Math.min(batches, all);
    int[] order =
        scope.shuffled()
            ? rng.split("training").permutation(scope.trainingSize())
            : IntStream.range(0, scope.trainingSize()).toArray();
    int[] chosen =
        count == all
            ? IntStream.range(0, all).toArray()
            : someOf(scope.trainingSize() / size, count, rng);
    int[] starts = new int[count + 1];
    int[] training = new int[Arrays.stream(chosen).map(j -> pass.to(j) - pass.from(j)).sum()];
    for (int j = 0; j < count; j++) {
      int from = pass.from(chosen[j]);
      int to = pass.to(chosen[j]);
      System.arraycopy(order, from, training, starts[j], to - from);
      starts[j + 1] = starts[j] + to - from;
    }
    int[] pairedStarts = new int[count + 1];
    int[] positions = pairedPositions(starts, paired, pairedStarts, rng.split("paired"));
    int few = Math.min(validation, scope.validationSize());
    int[] images =
        few == scope.validationSize()
            ? IntStream.range(0, few).toArray()
            : Arrays.copyOf(rng.split("validation").permutation(scope.validationSize()), few);
    return new Probe(training, starts, positions, pairedStarts, images, sensed);
  }

  private static int[] pairedPositions(int[] starts, int paired, int[] pairedStarts, Rng rng) {
    int count = starts.length - 1;
    int total = starts[count];
    int wanted = Math.min(paired, total);
    int[] positions = new int[total];
    int filled = 0;
    for (int j = 0; j < count; j++) {
      int size = starts[j + 1] - starts[j];
      // As many of each batch as its size asks for, at least one
      int some = Math.max(1, (int) ((long) wanted * size / total));
      int[] within = Arrays.copyOf(rng.split(j).permutation(size), some);
      Arrays.sort(within);
      for (int i : within) {
        positions[filled++] = starts[j] + i;
      }
      pairedStarts[j + 1] = filled;
    }
    return Arrays.copyOf(positions, filled);
  }

  private static int[] someOf(int all, int count, Rng rng) {
    int[] some = Arrays.copyOf(rng.split("batches").permutation(all), count);
    Arrays.sort(some);
    return some;
  }

  /** How many batches. */
  int batches() {
    return starts.length - 1;
  }

  /** The data-set indices of the paired images. */
  int[] pairedImages() {
    int[] images = new int[paired.length];
    for (int i = 0; i < images.length; i++) {
      images[i] = training[paired[i]];
    }
    return images;
  }
}
