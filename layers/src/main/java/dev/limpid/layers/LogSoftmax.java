package dev.limpid.layers;

/**
 * The logarithm of {@link Softmax} along the last axis: {@code y[i] = x[i] - log(sum over j of
 * exp(x[j]))}, for inputs of any shape. Stable: the greatest score is subtracted first.
 */
public final class LogSoftmax extends ScoreLayer {
  /** A log-softmax over the last axis. */
  public LogSoftmax() {}

  @Override
  void normalize(float[] x, float[] y, int from, int width) {
    float greatest = Softmax.greatest(x, from, width);
    double logSum = greatest + Math.log(Softmax.sumOfExponentials(x, from, width, greatest));
    for (int i = from; i < from + width; i++) {
      y[i] = (float) (x[i] - logSum);
    }
  }

  /** {@code dx[i] = dy[i] - exp(y[i]) * sum over j of dy[j]}. */
  @Override
  void differentiate(float[] y, float[] dy, float[] dx, int from, int width) {
    double sum = 0;
    for (int i = from; i < from + width; i++) {
      sum += dy[i];
    }
    for (int i = from; i < from + width; i++) {
      dx[i] = (float) (dy[i] - Math.exp(y[i]) * sum);
    }
  }
}
