package dev.limpid.layers.norm;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Options;
import java.util.Map;

/**
 * Divides each channel by a power of the squares of its neighbours, pixel by pixel, as AlexNet
 * does:
 *
 * <pre>
 * y[c] = x[c] / (k + alpha / size * sum over j of x[j]^2) ^ beta
 * </pre>
 *
 * <p>where j goes over {@code size} channels around c, as far as they exist; for an even size there
 * is one more after c than before it (ONNX). Input and output {@code [N, ..., C]}; no parameters.
 * Defaults are PyTorch's and ONNX's: alpha 1e-4, beta 0.75, k 1.
 *
 * <p>Krizhevsky, Sutskever and Hinton, "ImageNet Classification with Deep Convolutional Neural
 * Networks", 2012, section 3.3; there alpha is not divided by the size.
 */
public final class LocalResponseNorm extends Layer {
  private final int size;
  private double alpha = 1e-4;
  private double beta = 0.75;
  private double k = 1;

  /**
   * What each value of the batch is divided by, before the power; and what neighbours get of it.
   */
  private double[] sums = {};

  private double[] terms = {};

  /**
   * A sum over so many channels.
   *
   * @throws IllegalArgumentException if it is not positive
   */
  public LocalResponseNorm(int size) {
    if (size < 1) {
      throw new IllegalArgumentException(
          "LocalResponseNorm: the size must be 1 or more, but is " + size);
    }
    this.size = size;
  }

  /** Sets the weight of the squares; 1e-4 by default. */
  public LocalResponseNorm alpha(double newAlpha) {
    requireNotBuilt();
    alpha = requireAtLeast("alpha", newAlpha, 0);
    return this;
  }

  /** Sets the power; 0.75 by default. */
  public LocalResponseNorm beta(double newBeta) {
    requireNotBuilt();
    beta = requireAtLeast("beta", newBeta, 0);
    return this;
  }

  /** Sets what is added to the squares; 1 by default. */
  public LocalResponseNorm k(double newK) {
    requireNotBuilt();
    k = requireAtLeast("k", newK, Float.MIN_NORMAL);
    return this;
  }

  private static double requireAtLeast(String what, double value, double least) {
    if (!(value >= least && value <= Float.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "LocalResponseNorm: "
              + what
              + " must be finite and "
              + least
              + " or more, but is "
              + value);
    }
    return value;
  }

  /** Reads the options that {@link #config} writes. */
  public static LocalResponseNorm read(Options options) {
    return new LocalResponseNorm(options.integer("size"))
        .alpha(options.number("alpha"))
        .beta(options.number("beta"))
        .k(options.number("k"));
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("size", size, "alpha", alpha, "beta", beta, "k", k);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 1 || input.size() < 1) {
      throw new IllegalArgumentException(
          this + ": expected an input with channels last, got " + input);
    }
    return input;
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    int channels = inputShape().dim(-1);
    float[] in = x.data();
    float[] out = y.data();
    forRows(
        x.size() / channels,
        channels * size,
        (from, to) -> {
          for (int row = from * channels; row < to * channels; row += channels) {
            for (int c = 0; c < channels; c++) {
              out[row + c] = (float) (in[row + c] * Math.pow(sum(in, row, c, channels), -beta));
            }
          }
        });
  }

  private double sum(float[] x, int row, int c, int channels) {
    int first = Math.max(0, c - (size - 1) / 2);
    int last = Math.min(channels - 1, c + size / 2);
    double squares = 0;
    for (int j = first; j <= last; j++) {
      squares += (double) x[row + j] * x[row + j];
    }
    return k + alpha / size * squares;
  }

  /**
   * With s the sum that x is divided by the power of, and c over those channels that have i among
   * their neighbours:
   *
   * <pre>
   * dx[i] = dy[i] s[i]^-beta - 2 alpha beta / size x[i] sum over c of dy[c] x[c] s[c]^(-beta - 1)
   * </pre>
   */
  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx == null) {
      return;
    }
    if (sums.length < dy.size()) {
      sums = new double[dy.size()];
      terms = new double[dy.size()];
    }
    int channels = inputShape().dim(-1);
    forRows(
        dy.size() / channels,
        channels * size,
        (from, to) -> {
          for (int row = from * channels; row < to * channels; row += channels) {
            differentiate(x.data(), dy.data(), dx.data(), row, channels);
          }
        });
  }

  private void differentiate(float[] x, float[] dy, float[] dx, int row, int channels) {
    for (int c = 0; c < channels; c++) {
      double sum = sum(x, row, c, channels);
      sums[row + c] = Math.pow(sum, -beta);
      terms[row + c] = dy[row + c] * x[row + c] * sums[row + c] / sum;
    }
    for (int i = 0; i < channels; i++) {
      int first = Math.max(0, i - size / 2);
      int last = Math.min(channels - 1, i + (size - 1) / 2);
      double others = 0;
      for (int c = first; c <= last; c++) {
        others += terms[row + c];
      }
      dx[row + i] =
          (float) (dy[row + i] * sums[row + i] - 2 * alpha * beta / size * x[row + i] * others);
    }
  }
}
