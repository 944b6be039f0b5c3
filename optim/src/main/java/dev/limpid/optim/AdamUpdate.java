package dev.limpid.optim;

/**
 * The formula that {@link Adam} and {@link AdamW} share: Algorithm 1 of Kingma and Ba (2015). The
 * numbers that are the same for all weights are computed once a step, in float64.
 */
final class AdamUpdate {
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final boolean biasCorrection;

  /** {@code rate / (1 - beta1^t)}. */
  private float stepSize;

  /** {@code 1 / sqrt(1 - beta2^t)}: the factor of the root of the uncorrected second moment. */
  private float rootFactor;

  AdamUpdate(double beta1, double beta2, double epsilon, boolean biasCorrection) {
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.biasCorrection = biasCorrection;
  }

  void prepare(double rate, long t) {
    double firstCorrection = biasCorrection ? 1 - power(beta1, t) : 1;
    double secondCorrection = biasCorrection ? 1 - power(beta2, t) : 1;
    stepSize = (float) (rate / firstCorrection);
    rootFactor = (float) (1 / Math.sqrt(secondCorrection));
  }

  double epsilon() {
    return epsilon;
  }

  double rootFactor() {
    return rootFactor;
  }

  /** {@code l2} adds to the gradient, {@code shrink} takes from the weight itself. */
  void apply(
      float[] w,
      float[] g,
      Slots slots,
      int from,
      int to,
      float scale,
      float limit,
      float l2,
      float shrink) {
    float[] m = slots.momentum().data();
    float[] v = slots.meanSquare().data();
    float keep1 = (float) beta1;
    float keep2 = (float) beta2;
    float add1 = (float) (1 - beta1);
    float add2 = (float) (1 - beta2);
    float eps = (float) epsilon;
    float size = stepSize;
    float factor = rootFactor;
    for (int i = from; i < to; i++) {
      float gradient = Optimizer.effective(g[i], w[i], scale, limit, l2);
      float first = keep1 * m[i] + add1 * gradient;
      float second = keep2 * v[i] + add2 * gradient * gradient;
      m[i] = first;
      v[i] = second;
      float root = factor * (float) Math.sqrt(second);
      w[i] -= shrink * w[i] + size * first / (root + eps);
    }
  }

  /** By squaring: the same bits everywhere, and {@link StrictMath#pow} makes garbage on JDK 17. */
  private static double power(double base, long exponent) {
    double result = 1;
    double square = base;
    for (long bits = exponent; bits != 0; bits >>= 1) {
      if ((bits & 1) != 0) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }

  String settings() {
    return ", beta1 "
        + beta1
        + ", beta2 "
        + beta2
        + ", epsilon "
        + epsilon
        + (biasCorrection ? "" : ", no bias correction");
  }
}
