package dev.limpid.train.data.characters;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.data.ByteDataset;
import dev.limpid.train.data.Dataset;
import java.util.List;

/**
 * Images of 30 characters, drawn from a seed: the same bytes on every machine, JDK and number of
 * threads.
 *
 * <p>The classes are all ten digits and the capital letters but B, I, O, Q, S and Z, which look
 * like a digit. Each image is {@code [50,55,3]}: one character in one of eight styles of writing,
 * in its own form and proportions, leaned, bent, turned, scaled and shifted, in a random colour on
 * a mottled background, with lines and dots that mean nothing, and grain.
 *
 * <p>Image {@code i} depends on seed, difficulty and {@code i} alone, so that a longer data set
 * begins with the shorter one. In every run of 30 images that starts at a multiple of 30 each class
 * occurs once, in random order.
 */
public final class Characters {
  /** The height of an image. */
  public static final int HEIGHT = 50;

  /** The width of an image. */
  public static final int WIDTH = 55;

  /**
   * The difficulty unless another is asked for. Nearly all images can be read, but a network of
   * seven million parameters that learns 6,400 of them by heart is wrong on many new ones.
   */
  public static final double DEFAULT_DIFFICULTY = 0.5;

  private Characters() {}

  /** The names of the classes, {@code 0} to {@code 9} and {@code A} to {@code Y}; sorted. */
  public static List<String> classNames() {
    return Glyphs.names();
  }

  /** Images of the default difficulty, drawn on the caller's thread. */
  public static Dataset generate(long seed, int count) {
    return generate(seed, count, DEFAULT_DIFFICULTY, Parallel.serial());
  }

  /**
   * Draws images.
   *
   * @param seed what everything random depends on
   * @param count how many images
   * @param difficulty 0 for clean, upright characters to 1, where a part cannot be read at all
   * @param parallel the threads to draw on
   * @throws IllegalArgumentException if {@code count} is negative or {@code difficulty} is not in 0
   *     to 1
   */
  public static Dataset generate(long seed, int count, double difficulty, Parallel parallel) {
    if (count < 0) {
      throw new IllegalArgumentException(
          "the number of images cannot be negative, but is " + count);
    }
    if (!(difficulty >= 0 && difficulty <= 1)) {
      throw new IllegalArgumentException(
          "the difficulty must be between 0 and 1, but is " + difficulty);
    }
    Rng rng = Rng.of(seed).split("characters");
    int[] labels = labels(rng.split("labels"), count);
    Rng images = rng.split("images");
    byte[][] samples = new byte[count][];
    parallel.forRange(
        count,
        64,
        (from, to) -> {
          CharacterPainter painter = new CharacterPainter(HEIGHT, WIDTH, difficulty);
          for (int i = from; i < to; i++) {
            samples[i] = painter.paint(images.split(i), labels[i]);
          }
        });
    return ByteDataset.keeping(Shape.of(HEIGHT, WIDTH, 3), Glyphs.names(), samples, labels);
  }

  private static int[] labels(Rng rng, int count) {
    int classes = Glyphs.names().size();
    int[] labels = new int[count];
    int[] order = {};
    for (int i = 0; i < count; i++) {
      if (i % classes == 0) {
        order = rng.split(i / classes).permutation(classes);
      }
      labels[i] = order[i % classes];
    }
    return labels;
  }
}
