package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.json.ForeignText;
import java.util.Arrays;
import java.util.Locale;

/**
 * The first values of a kernel, by Keras's formulas.
 *
 * <p>{@code fanIn} and {@code fanOut} are counted as Keras does: of a dense kernel {@code [in,
 * out]} they are {@code in} and {@code out}; of a convolution kernel {@code [H, W, in / groups,
 * out]} they are {@code H * W * in / groups} and {@code H * W * out}; of a vector both are its
 * length.
 *
 * <p>The normal ones are <em>truncated</em> normals, as in Keras: a value farther than two
 * deviations from 0 is drawn again, and the deviation is divided by 0.87962566, which is the
 * deviation of a standard normal so truncated, so that the values have the stated deviation.
 * (PyTorch's {@code xavier_normal_} and {@code kaiming_normal_} are not truncated.)
 */
public enum Initializer {
  /**
   * Uniform within {@code +-sqrt(6 / (fanIn + fanOut))}: the default of Keras's layers. Glorot and
   * Bengio, "Understanding the difficulty of training deep feedforward neural networks" (2010).
   */
  GLOROT_UNIFORM,
  /** Truncated normal with deviation {@code sqrt(2 / (fanIn + fanOut))}. */
  GLOROT_NORMAL,
  /**
   * Uniform within {@code +-sqrt(6 / fanIn)}: made for ReLU. He et al., "Delving Deep into
   * Rectifiers" (2015).
   */
  HE_UNIFORM,
  /** Truncated normal with deviation {@code sqrt(2 / fanIn)}. */
  HE_NORMAL,
  /** All 0. */
  ZEROS,
  /** All 1. */
  ONES;

  /** The deviation of a standard normal that is cut off at two deviations on both sides. */
  private static final double TRUNCATED_DEVIATION = 0.87962566103423978;

  /**
   * Sets every value.
   *
   * @param kernel modified
   * @param rng where random values come from; values are drawn in row-major order
   */
  public void fill(Tensor kernel, Rng rng) {
    double in = fanIn(kernel.shape());
    double out = fanOut(kernel.shape());
    switch (this) {
      case GLOROT_UNIFORM -> uniform(kernel, rng, 2 / Math.max(2, in + out));
      case GLOROT_NORMAL -> truncatedNormal(kernel, rng, 2 / Math.max(2, in + out));
      case HE_UNIFORM -> uniform(kernel, rng, 2 / Math.max(1, in));
      case HE_NORMAL -> truncatedNormal(kernel, rng, 2 / Math.max(1, in));
      case ZEROS -> kernel.fill(0);
      case ONES -> kernel.fill(1);
    }
  }

  /**
   * The initializer of this name, such as {@code glorot_uniform}, in capitals or not.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Initializer named(String name) {
    for (Initializer initializer : values()) {
      if (initializer.name().equalsIgnoreCase(name)) {
        return initializer;
      }
    }
    throw new IllegalArgumentException(
        "no initializer " + ForeignText.quoted(name) + "; there are " + Arrays.toString(values()));
  }

  /** Keras's name, such as {@code glorot_uniform}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static void uniform(Tensor kernel, Rng rng, double variance) {
    float limit = (float) Math.sqrt(3 * variance);
    float[] values = kernel.data();
    int size = kernel.size();
    for (int i = 0; i < size; i++) {
      values[i] = rng.nextFloat(-limit, limit);
    }
  }

  private static void truncatedNormal(Tensor kernel, Rng rng, double variance) {
    double deviation = Math.sqrt(variance) / TRUNCATED_DEVIATION;
    float[] values = kernel.data();
    int size = kernel.size();
    for (int i = 0; i < size; i++) {
      double z = rng.nextGaussian();
      while (Math.abs(z) > 2) {
        z = rng.nextGaussian();
      }
      values[i] = (float) (deviation * z);
    }
  }

  private static double fanIn(Shape kernel) {
    return kernel.rank() < 2 ? kernel.size() : receptiveField(kernel) * kernel.dim(-2);
  }

  private static double fanOut(Shape kernel) {
    return kernel.rank() < 2 ? kernel.size() : receptiveField(kernel) * kernel.dim(-1);
  }

  private static double receptiveField(Shape kernel) {
    double field = 1;
    for (int axis = 0; axis < kernel.rank() - 2; axis++) {
      field *= kernel.dim(axis);
    }
    return field;
  }
}
