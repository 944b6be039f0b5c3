package dev.limpid.layers.norm;

/**
 * BatchNorm as one reads it: channel by channel, in plain loops, in float64. {@link
 * BatchNorm#plain()} chooses it, for a debugger, and tests hold {@link FastBatchNorm} to it.
 */
final class PlainBatchNorm implements BatchNormFormula {
  private final int channels;
  private final double epsilon;

  PlainBatchNorm(int channels, double epsilon) {
    this.channels = channels;
    this.epsilon = epsilon;
  }

  @Override
  public void moments(float[] x, int rows, Moments moments) {
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int i = c; i < rows * channels; i += channels) {
        sum += x[i];
      }
      double mean = sum / rows;
      double squares = 0;
      for (int i = c; i < rows * channels; i += channels) {
        squares += (x[i] - mean) * (x[i] - mean);
      }
      moments.mean[c] = (float) mean;
      moments.variance[c] = (float) (squares / rows);
    }
  }

  @Override
  public void forward(
      float[] x, float[] y, int rows, Moments moments, float[] gamma, float[] beta) {
    for (int c = 0; c < channels; c++) {
      double mean = moments.mean[c];
      double deviation = Math.sqrt(moments.variance[c] + epsilon);
      for (int i = c; i < rows * channels; i += channels) {
        y[i] = (float) (gamma[c] * ((x[i] - mean) / deviation) + beta[c]);
      }
    }
  }

  @Override
  public void backward(
      float[] x,
      float[] dy,
      float[] dx,
      int rows,
      Moments moments,
      float[] gamma,
      float[] dGamma,
      float[] dBeta) {
    double[] sums = new double[2 * channels];
    for (int c = 0; c < channels; c++) {
      double mean = moments.mean[c];
      double deviation = Math.sqrt(moments.variance[c] + epsilon);
      double sum = 0;
      double product = 0;
      for (int i = c; i < rows * channels; i += channels) {
        sum += dy[i];
        product += dy[i] * ((x[i] - mean) / deviation);
      }
      dBeta[c] = (float) sum;
      dGamma[c] = (float) product;
      sums[c] = sum;
      sums[channels + c] = product;
    }
    if (moments.workers != null) {
      moments.addUp(sums);
    }
    for (int c = 0; c < channels; c++) {
      double mean = moments.mean[c];
      double deviation = Math.sqrt(moments.variance[c] + epsilon);
      double throughMean = moments.ofBatch ? sums[c] / moments.rows : 0;
      double throughVariance = moments.ofBatch ? sums[channels + c] / moments.rows : 0;
      for (int i = c; dx != null && i < rows * channels; i += channels) {
        double h = (x[i] - mean) / deviation;
        dx[i] = (float) (gamma[c] / deviation * (dy[i] - throughMean - h * throughVariance));
      }
    }
  }
}
