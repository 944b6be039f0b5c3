package dev.limpid.insight.measure.check;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.insight.check.AugmentedValues;
import dev.limpid.train.data.Augmentation;
import dev.limpid.train.data.Dataset;

/** Measures what augmentation does to values; see {@link AugmentedValues}. */
final class AugmentedMeter {
  /** Images that are augmented. */
  private static final int MOST = 64;

  private AugmentedMeter() {}

  /** Measures; null without augmentation. */
  static AugmentedValues measure(Dataset training, Augmentation augmentation, Rng rng) {
    if (augmentation == Augmentation.NONE || augmentation.mixes()) {
      return null;
    }
    Shape shape = training.sampleShape();
    float[] values = new float[shape.size()];
    Sums before = new Sums();
    Sums after = new Sums();
    int count = Math.min(MOST, training.size());
    for (int i = 0; i < count; i++) {
      training.read((int) ((long) i * training.size() / count), values, 0);
      before.add(values);
      augmentation.apply(values, 0, shape, rng.split(i));
      after.add(values);
    }
    return new AugmentedValues(before.size(), before.deviation(), after.size(), after.deviation());
  }

  private static final class Sums {
    private long count;
    private double sum;
    private double sizes;
    private double squares;

    void add(float[] values) {
      for (float value : values) {
        sum += value;
        sizes += Math.abs(value);
        squares += (double) value * value;
      }
      count += values.length;
    }

    double size() {
      return sizes / count;
    }

    double deviation() {
      double mean = sum / count;
      return Math.sqrt(Math.max(0, squares / count - mean * mean));
    }
  }
}
