package dev.limpid.train.data;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;

/** Some of the {@link ImageChange}s, drawn anew for each image, all of one strength. */
record RandAugment(int changes, double strength) implements Augmentation {
  private static final ImageChange[] ALL = ImageChange.values();

  RandAugment {
    if (changes < 0) {
      throw new IllegalArgumentException(
          "augmentation: the number of changes must be 0 or more, but is " + changes);
    }
    Pixels.requireRange("the strength", strength, 0, 1);
  }

  @Override
  public void apply(float[] values, int offset, Shape shape, Rng rng) {
    Pixels.requireImage(shape);
    for (int i = 0; i < changes; i++) {
      ImageChange change = ALL[rng.nextInt(ALL.length)];
      double sign = rng.nextInt(2) == 0 ? -1 : 1;
      change.apply(values, offset, shape, strength, sign);
    }
  }
}
