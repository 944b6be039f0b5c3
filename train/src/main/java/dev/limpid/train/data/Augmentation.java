package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import java.util.List;

/**
 * Changes a training image at random in a way that leaves its class as it is.
 *
 * <pre>{@code
 * Augmentation mine = Augmentation.of(Augmentation.affine(0.1, 15, 0.1), Augmentation.noise(0.02));
 * Trainer.of(network, optimizer).augment(mine).fit(training, validation, 20);
 * }</pre>
 *
 * <p>The trainer applies it to each image of a training batch, and to nothing else: an evaluation
 * sees the images as they are. What happens to an image depends on the seed, the epoch and the
 * image's index in the data set, not on its place in the batch or on the number of threads. The
 * changes made here keep values in 0 to 1: where the formula leaves that range, the result is
 * clamped to it.
 *
 * <p>One of your own is a function of pixels and generator; it must be safe for several threads at
 * once and take every random number from the generator that it is given.
 */
@FunctionalInterface
public interface Augmentation {
  /** Changes nothing. */
  Augmentation NONE =
      new Augmentation() {
        @Override
        public void apply(float[] values, int offset, Shape shape, Rng rng) {
          // nothing is to be done
        }

        @Override
        public String toString() {
          return "none";
        }
      };

  /**
   * Changes one image in place.
   *
   * @param values modified: the {@code shape.size()} values from {@code offset} on, row by row with
   *     the channels innermost
   * @param offset where the image starts
   * @param shape of the image, {@code [H,W,C]}
   * @param rng of this image alone
   */
  void apply(float[] values, int offset, Shape shape, Rng rng);

  /**
   * Whether it mixes images and their targets, as {@link #mixup} and {@link #cutMix} do: such a
   * training needs a loss of targets. No by default.
   */
  default boolean mixes() {
    return false;
  }

  /** Each of these in turn, with a generator of its own. */
  static Augmentation of(Augmentation... steps) {
    return new AugmentationChain(List.of(steps));
  }

  /**
   * For images of characters: shifted by up to 8 % of the side, turned by up to 10 degrees, scaled
   * by 0.9 to 1.1, brightness and contrast times 0.8 to 1.2. No flip: many a character's mirror
   * image is none, or another one.
   */
  static Augmentation characters() {
    return of(affine(0.08, 10, 0.1), jitter(0.2, 0.2));
  }

  /**
   * Moves the image by a random affine map: turned and scaled about the middle, then shifted. Read
   * bilinearly in one pass; beyond the border the border's pixels go on (Keras's {@code
   * fill_mode="nearest"}).
   *
   * @param shift the most that it is shifted to each side, as a share of height and width, 0 to 1
   * @param degrees the most that it is turned to each side
   * @param scale enlarged by a factor between {@code 1 - scale} and {@code 1 + scale}, the same for
   *     height and width; 0 or more and below 1
   * @throws IllegalArgumentException if a number is out of its range
   */
  static Augmentation affine(double shift, double degrees, double scale) {
    return new RandomAffine(shift, degrees, scale);
  }

  /** Mirrors every other image, on average, left to right. Not for characters. */
  static Augmentation horizontalFlip() {
    return new RandomFlip(false);
  }

  /** Mirrors every other image, on average, top to bottom; for pictures without an upright. */
  static Augmentation verticalFlip() {
    return new RandomFlip(true);
  }

  /**
   * Cuts a window of the image's size out of the image with a black margin: a shift by up to {@code
   * padding} whole pixels to each side, as is usual for CIFAR (torchvision's {@code
   * RandomCrop(size, padding)}).
   *
   * @param padding pixels of the margin, 0 or more; more than the side counts as the side
   * @throws IllegalArgumentException if it is negative
   */
  static Augmentation crop(int padding) {
    return new RandomCrop(padding);
  }

  /**
   * RandAugment: changes drawn for each image from fourteen, all of one strength (Cubuk, Zoph,
   * Shlens and Le, "RandAugment: Practical automated data augmentation with a reduced search
   * space", 2019). The changes and their ranges are torchvision's: shears, shifts, turns,
   * brightness, colour, contrast, sharpness, fewer bits, solarized, stretched and equalized levels,
   * and none; what is moved is read bilinearly, and the border's pixels go on beyond it.
   *
   * @param changes of an image, one after the other, 0 or more; 2 in torchvision
   * @param strength 0 to 1; torchvision's magnitude 9 of 30 is 0.3
   * @throws IllegalArgumentException if a number is out of its range
   */
  static Augmentation randAugment(int changes, double strength) {
    return new RandAugment(changes, strength);
  }

  /**
   * Changes brightness and contrast: {@code b * (m + c * (x - m))}, clamped to 0 to 1, where m is
   * the mean of the image's values, b uniform in {@code 1 - brightness ... 1 + brightness} and c
   * likewise of {@code contrast}, as in torchvision's {@code ColorJitter}.
   *
   * @throws IllegalArgumentException if a number is not in 0 to 1
   */
  static Augmentation jitter(double brightness, double contrast) {
    return new ColorJitter(brightness, contrast);
  }

  /**
   * Adds a normal number to each value, and clamps to 0 to 1.
   *
   * @param deviation of the normal numbers
   * @throws IllegalArgumentException if it is negative or not finite
   */
  static Augmentation noise(double deviation) {
    return new GaussianNoise(deviation);
  }

  /**
   * Paints a square in the image's mean colour. Its middle is anywhere in the image, and so part of
   * it may be cut off (DeVries and Taylor, "Improved Regularization of Convolutional Neural
   * Networks with Cutout", 2017).
   *
   * @param side of the square, as a share of the image's shorter side, 0 to 1
   * @throws IllegalArgumentException if it is not in 0 to 1
   */
  static Augmentation cutout(double side) {
    return new Cutout(side);
  }

  /**
   * Mixes each image with another one of the data set, {@code share x + (1 - share) other}, and
   * their targets likewise; the share is drawn from Beta(alpha, alpha) (Zhang, Cisse, Dauphin and
   * Lopez-Paz, "mixup: Beyond Empirical Risk Minimization", 2018). For a loss of targets, such as
   * {@code CategoricalCrossEntropy}, with {@code Trainer.lossOfTargets}; it comes after the steps
   * that change an image by itself. Of several ways to mix, one is drawn for each image.
   *
   * @param alpha above 0, where few are mixed, to 100; 0.2 is usual
   * @throws IllegalArgumentException if it is not in that range
   */
  static Augmentation mixup(double alpha) {
    return new Mixup(alpha);
  }

  /**
   * Puts a rectangle of another image of the data set into each image, at the same place, and mixes
   * their targets by the areas. The rectangle's area is 1 - share of the image's, with a share
   * drawn from Beta(alpha, alpha), less what lies beyond the border (Yun et al., "CutMix:
   * Regularization Strategy to Train Strong Classifiers with Localizable Features", 2019).
   * Otherwise as {@link #mixup}.
   *
   * @param alpha above 0 to 100; 1 is usual
   * @throws IllegalArgumentException if it is not in that range
   */
  static Augmentation cutMix(double alpha) {
    return new CutMix(alpha);
  }
}
