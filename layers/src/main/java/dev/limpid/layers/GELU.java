package dev.limpid.layers;

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
 * <p>Exact by default, as in Keras and PyTorch, with an error below 2e-7 of x.
 *
 * <p>Hendrycks and Gimpel, "Gaussian Error Linear Units (GELUs)", 2016, arXiv:1606.08415.
 */
public final class GELU extends InputActivation {
  private static final double ROOT = Math.sqrt(2 / Math.PI);
  private static final double CUBE = 0.044715;

  /** Of erfc, powers of t ascending: Press and others, Numerical Recipes, section 6.2. */
  private static final double[] CHEBYSHEV = {
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806,
    0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277
  };

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

  /** The complement of the error function; its relative error is below 1.2e-7 everywhere. */
  private static double erfc(double x) {
    double z = Math.abs(x);
    double t = 1 / (1 + z / 2);
    double sum = 0;
    for (int i = CHEBYSHEV.length - 1; i >= 0; i--) {
      sum = sum * t + CHEBYSHEV[i];
    }
    double tail = t * Math.exp(-z * z + sum);
    return x >= 0 ? tail : 2 - tail;
  }

  /** {@code P(X <= x)}. */
  private double normal(double x) {
    return approximate
        ? (1 + Math.tanh(ROOT * (x + CUBE * x * x * x))) / 2
        : erfc(-x / Math.sqrt(2)) / 2;
  }

  private double density(double x, double normal) {
    return approximate
        ? 2 * normal * (1 - normal) * ROOT * (1 + 3 * CUBE * x * x)
        : ROOT / 2 * Math.exp(-x * x / 2);
  }

  @Override
  void apply(float[] x, float[] y, int from, int to) {
    for (int i = from; i < to; i++) {
      y[i] = (float) (x[i] * normal(x[i]));
    }
  }

  @Override
  void differentiate(float[] x, float[] dy, float[] dx, int from, int to) {
    for (int i = from; i < to; i++) {
      double normal = normal(x[i]);
      dx[i] = (float) (dy[i] * (normal + x[i] * density(x[i], normal)));
    }
  }
}
