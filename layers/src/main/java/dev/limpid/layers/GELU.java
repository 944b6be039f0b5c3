package dev.limpid.layers;

import dev.limpid.core.Scratch;
import dev.limpid.core.Scratch.Slot;
import java.util.Map;

/**
 * The Gaussian error linear unit, {@code y = x P(X <= x)} with a standard normal X, for inputs of
 * any shape.
 *
 * <pre>
 * exact        y = x (1 + erf(x / sqrt(2))) / 2
 * approximate  y = x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2
 * </pre>
 *
 * <p>Exact by default, as in Keras and PyTorch, with an error below 4e-7 of x.
 *
 * <p>Hendrycks and Gimpel, "Gaussian Error Linear Units (GELUs)", 2016, arXiv:1606.08415.
 */
public final class GELU extends InputActivation {
  private static final float ROOT = (float) Math.sqrt(2 / Math.PI);
  private static final float CUBE = 0.044715f;

  /** Beyond it the normal distribution is 0 or 1, and its density 0. */
  private static final float FAR = 20;

  private final boolean approximate;

  /** The exact formula. */
  public GELU() {
    this(false);
  }

  /**
   * Either formula.
   *
   * @param approximate whether the normal distribution is approximated by a tanh
   */
  public GELU(boolean approximate) {
    this.approximate = approximate;
  }

  /** Reads the options that {@link #config} writes. */
  public static GELU read(Options options) {
    return new GELU(options.flag("approximate"));
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("approximate", approximate);
  }

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    Scratch scratch = Scratch.current();
    float[] value = scratch.atLeast(Slot.SUMS, BLOCK);
    float[] tail = scratch.atLeast(Slot.MORE_ROWS, BLOCK);
    float[] factor = scratch.atLeast(Slot.THIRD_ROWS, BLOCK);
    for (int start = from; start < to; start += BLOCK) {
      int count = Math.min(BLOCK, to - start);
      System.arraycopy(x, start, value, 0, count);
      tails(value, count, tail, factor);
      for (int i = 0; i < count; i++) {
        value[i] = Math.max(value[i], 0f) - Math.min(Math.abs(value[i]), FAR) * tail[i];
      }
      System.arraycopy(value, 0, y, start, count);
    }
  }

  @Override
  void differentiate(float[] x, float[] dy, float[] dx, int from, int to) {
    Scratch scratch = Scratch.current();
    float[] value = scratch.atLeast(Slot.SUMS, BLOCK);
    float[] gradient = scratch.atLeast(Slot.MORE_SUMS, BLOCK);
    float[] tail = scratch.atLeast(Slot.MORE_ROWS, BLOCK);
    float[] density = scratch.atLeast(Slot.THIRD_ROWS, BLOCK);
    for (int start = from; start < to; start += BLOCK) {
      int count = Math.min(BLOCK, to - start);
      System.arraycopy(x, start, value, 0, count);
      System.arraycopy(dy, start, gradient, 0, count);
      tails(value, count, tail, density);
      densities(value, count, tail, density);
      for (int i = 0; i < count; i++) {
        float positive = Activation.whetherPositive(value[i]);
        float normal = positive + (1 - 2 * positive) * tail[i];
        float near = Math.max(-FAR, Math.min(value[i], FAR));
        gradient[i] *= normal + near * density[i];
      }
      System.arraycopy(gradient, 0, dx, start, count);
    }
  }

  /** {@code tail[i] = P(X > |x[i]|)}, exact or approximate; {@code factor} is a buffer. */
  private void tails(float[] x, int count, float[] tail, float[] factor) {
    if (approximate) {
      for (int i = 0; i < count; i++) {
        float a = Math.min(Math.abs(x[i]), FAR);
        tail[i] = ROOT * (a + CUBE * a * a * a);
      }
      compute().rowKernels().tanh(tail, tail, 0, count);
      for (int i = 0; i < count; i++) {
        tail[i] = (1 - tail[i]) / 2;
      }
      return;
    }
    exponents(x, count, tail, factor);
    compute().rowKernels().exp(tail, tail, 0, count);
    for (int i = 0; i < count; i++) {
      tail[i] *= factor[i];
    }
  }

  /**
   * Half the complement of the error function of {@code |x| / sqrt(2)} is {@code factor
   * exp(exponent)}; its relative error is below 1.2e-7. Press and others, Numerical Recipes,
   * section 6.2.
   */
  private static void exponents(float[] x, int count, float[] exponent, float[] factor) {
    for (int i = 0; i < count; i++) {
      float a = Math.min(Math.abs(x[i]), FAR);
      float t = 1 / (1 + 0.35355338f * a);
      float sum = -0.82215223f + t * 0.17087277f;
      sum = 1.48851587f + t * sum;
      sum = -1.13520398f + t * sum;
      sum = 0.27886807f + t * sum;
      sum = -0.18628806f + t * sum;
      sum = 0.09678418f + t * sum;
      sum = 0.37409196f + t * sum;
      sum = 1.00002368f + t * sum;
      sum = -1.26551223f + t * sum;
      exponent[i] = sum - a * a / 2;
      factor[i] = t / 2;
    }
  }

  /** The derivative of the normal distribution, exact or of the approximation. */
  private void densities(float[] x, int count, float[] tail, float[] density) {
    if (approximate) {
      for (int i = 0; i < count; i++) {
        float a = Math.min(Math.abs(x[i]), FAR);
        density[i] = 2 * ROOT * tail[i] * (1 - tail[i]) * (1 + 3 * CUBE * a * a);
      }
      return;
    }
    for (int i = 0; i < count; i++) {
      float a = Math.min(Math.abs(x[i]), FAR);
      density[i] = -a * a / 2;
    }
    compute().rowKernels().exp(density, density, 0, count);
    for (int i = 0; i < count; i++) {
      density[i] *= ROOT / 2;
    }
  }
}
