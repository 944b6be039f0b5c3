package dev.limpid.cli.recipe;

import dev.limpid.train.data.Augmentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** An augmentation as words: {@code flip, crop:4, randaugment:2:0.3}. */
public final class AugmentationText {
  /** What can be said, with the usual numbers; for the help of options. */
  public static final String WORDS =
      "flip, vertical-flip, crop:PIXELS, affine:SHIFT:DEGREES:SCALE, jitter:BRIGHTNESS:CONTRAST,"
          + " noise:DEVIATION, cutout:SIDE, randaugment:CHANGES:STRENGTH, mixup:ALPHA,"
          + " cutmix:ALPHA, characters";

  private AugmentationText() {}

  /**
   * The augmentation that a text says: steps between commas, or plus signs, each a word and its
   * numbers.
   *
   * @throws UserException if a word is none of these, or a number is missing or out of its range
   */
  public static Augmentation parse(String text) {
    List<Augmentation> steps = new ArrayList<>();
    for (String step : text.split("[,+]", -1)) {
      try {
        steps.add(step(step.strip().toLowerCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        String reason =
            e.getMessage() == null || e instanceof NumberFormatException
                ? "its numbers can't be read"
                : e.getMessage();
        throw new UserException(
            "--augmentation: '"
                + step.strip()
                + "': "
                + reason
                + "; the steps, between commas, are "
                + WORDS,
            e);
      }
    }
    return steps.size() == 1 ? steps.get(0) : Augmentation.of(steps.toArray(Augmentation[]::new));
  }

  private static Augmentation step(String step) {
    String[] words = step.split(":", -1);
    double[] numbers = Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray();
    return switch (words[0]) {
      case "flip" -> of(numbers, 0, n -> Augmentation.horizontalFlip());
      case "vertical-flip" -> of(numbers, 0, n -> Augmentation.verticalFlip());
      case "crop" -> of(numbers, 1, n -> Augmentation.crop(whole(n[0])));
      case "affine" -> of(numbers, 3, n -> Augmentation.affine(n[0], n[1], n[2]));
      case "jitter" -> of(numbers, 2, n -> Augmentation.jitter(n[0], n[1]));
      case "noise" -> of(numbers, 1, n -> Augmentation.noise(n[0]));
      case "cutout" -> of(numbers, 1, n -> Augmentation.cutout(n[0]));
      case "randaugment" -> of(numbers, 2, n -> Augmentation.randAugment(whole(n[0]), n[1]));
      case "mixup" -> of(numbers, 1, n -> Augmentation.mixup(n[0]));
      case "cutmix" -> of(numbers, 1, n -> Augmentation.cutMix(n[0]));
      case "characters" -> of(numbers, 0, n -> Augmentation.characters());
      default -> throw new IllegalArgumentException("there is no such step");
    };
  }

  /** Makes an augmentation of its numbers. */
  @FunctionalInterface
  private interface Maker {
    Augmentation make(double[] numbers);
  }

  private static Augmentation of(double[] numbers, int wanted, Maker maker) {
    if (numbers.length != wanted) {
      throw new IllegalArgumentException(
          "it has " + numbers.length + " numbers, but takes " + wanted);
    }
    return maker.make(numbers);
  }

  private static int whole(double number) {
    if (number != Math.rint(number) || Math.abs(number) > 1_000_000) {
      throw new IllegalArgumentException("it takes a whole number, but has " + number);
    }
    return (int) number;
  }
}
