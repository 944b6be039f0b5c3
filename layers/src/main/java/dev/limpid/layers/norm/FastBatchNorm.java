package dev.limpid.layers.norm;

import dev.limpid.core.Parallel;
import dev.limpid.core.rows.RowKernels;

/**
 * BatchNorm in as few passes over memory as can be: one for the {@linkplain BatchStatistics
 * moments}, one forward, two backward. {@link PlainBatchNorm} is the same to read.
 *
 * <p>Rows are cut into pieces whose size depends on the channels alone; sums of the pieces are
 * added in order, so that the bits don't depend on the number of threads.
 */
final class FastBatchNorm implements BatchNormFormula {
  private static final int FORWARD_FLOATS = 1 << 15;
  private static final int BACKWARD_FLOATS = 1 << 14;

  private final int channels;
  private final double epsilon;
  private final RowKernels kernels;
  private final Parallel parallel;
  private final BatchStatistics statistics;

  /** Constants of the channels in {@code y = (x - mean) scale + beta}. */
  private final float[] scale;

  /** Constants of the channels in {@code dx = ofDy dy + ofX (x - mean) + constant}. */
  private final float[] ofDy;

  private final float[] ofX;
  private final float[] constant;

  /** Of all rows of the batch, also of those that other workers have. */
  private final float[] sumOfDy;

  private final float[] sumOfDyH;

  private double[] sumsOfPieces = {};
  private double[] productsOfPieces = {};

  /**
   * The pass at hand, for the pieces of it, which are made once so that a pass makes no objects.
   */
  private float[] x;

  private float[] y;
  private float[] dy;
  private float[] dx;
  private float[] mean;
  private float[] beta;
  private boolean rectified;

  private final Parallel.Range normalizePiece = this::normalizePiece;
  private final Parallel.Range sumPiece = this::sumPiece;
  private final Parallel.Range gradientPiece = this::gradientPiece;

  FastBatchNorm(int channels, double epsilon, RowKernels kernels, Parallel parallel) {
    this.channels = channels;
    this.epsilon = epsilon;
    this.kernels = kernels;
    this.parallel = parallel;
    this.statistics = new BatchStatistics(channels, kernels, parallel);
    this.scale = new float[channels];
    this.ofDy = new float[channels];
    this.ofX = new float[channels];
    this.constant = new float[channels];
    this.sumOfDy = new float[channels];
    this.sumOfDyH = new float[channels];
  }

  @Override
  public void moments(float[] x, int rows, Moments moments) {
    statistics.compute(x, rows, moments.mean, moments.variance);
  }

  @Override
  public void forward(
      float[] x, float[] y, int rows, Moments moments, float[] gamma, float[] beta) {
    for (int c = 0; c < channels; c++) {
      scale[c] = gamma[c] * inverseDeviation(moments, c);
    }
    this.x = x;
    this.y = y;
    this.mean = moments.mean;
    this.beta = beta;
    parallel.forRange(rows, Math.max(1, FORWARD_FLOATS / channels), normalizePiece);
    forget();
  }

  private void normalizePiece(int from, int to) {
    kernels.normalize(x, y, from * channels, to - from, channels, mean, scale, beta);
  }

  /** Lets go of the arrays of a pass that is done. */
  private void forget() {
    x = null;
    y = null;
    dy = null;
    dx = null;
    mean = null;
    beta = null;
  }

  private float inverseDeviation(Moments moments, int channel) {
    return (float) (1 / Math.sqrt(moments.variance[channel] + epsilon));
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
    backward(x, dy, dx, rows, moments, gamma, dGamma, dBeta, false);
  }

  /**
   * The same, through the ReLU before this layer too if {@code rectified}: {@code x}, which came
   * out of it, tells where it was open.
   */
  void backward(
      float[] x,
      float[] dy,
      float[] dx,
      int rows,
      Moments moments,
      float[] gamma,
      float[] dGamma,
      float[] dBeta,
      boolean rectified) {
    sums(x, dy, rows, moments.mean, dBeta, dGamma);
    for (int c = 0; c < channels; c++) {
      dGamma[c] *= inverseDeviation(moments, c);
      sumOfDy[c] = dBeta[c];
      sumOfDyH[c] = dGamma[c];
    }
    if (moments.workers != null) {
      addUp(moments);
    }
    for (int c = 0; c < channels; c++) {
      float inverse = inverseDeviation(moments, c);
      float a = gamma[c] * inverse;
      ofDy[c] = a;
      ofX[c] = moments.ofBatch ? -a * inverse * (sumOfDyH[c] / moments.rows) : 0;
      constant[c] = moments.ofBatch ? -a * (sumOfDy[c] / moments.rows) : 0;
    }
    if (dx != null) {
      this.x = x;
      this.dy = dy;
      this.dx = dx;
      this.mean = moments.mean;
      this.rectified = rectified;
      parallel.forRange(rows, rowsPerPiece(), gradientPiece);
      forget();
    }
  }

  private void addUp(Moments moments) {
    double[] both = new double[2 * channels];
    for (int c = 0; c < channels; c++) {
      both[c] = sumOfDy[c];
      both[channels + c] = sumOfDyH[c];
    }
    moments.addUp(both);
    for (int c = 0; c < channels; c++) {
      sumOfDy[c] = (float) both[c];
      sumOfDyH[c] = (float) both[channels + c];
    }
  }

  private void gradientPiece(int from, int to) {
    int at = from * channels;
    kernels.gradient(x, dy, dx, at, to - from, channels, mean, ofDy, ofX, constant, rectified);
  }

  private int rowsPerPiece() {
    return Math.max(1, BACKWARD_FLOATS / channels);
  }

  /** Writes {@code sum dy} and {@code sum dy (x - mean)} of each column. */
  void sums(float[] x, float[] dy, int rows, float[] mean, float[] sums, float[] products) {
    int grain = rowsPerPiece();
    int pieces = (rows + grain - 1) / grain;
    if (sumsOfPieces.length < pieces * channels) {
      sumsOfPieces = new double[pieces * channels];
      productsOfPieces = new double[pieces * channels];
    }
    this.x = x;
    this.dy = dy;
    this.mean = mean;
    parallel.forRange(rows, grain, sumPiece);
    forget();
    add(sumsOfPieces, pieces, sums);
    add(productsOfPieces, pieces, products);
  }

  private void sumPiece(int from, int to) {
    int at = from * channels;
    kernels.sumProducts(
        x,
        dy,
        at,
        to - from,
        channels,
        mean,
        sumsOfPieces,
        productsOfPieces,
        from / rowsPerPiece() * channels);
  }

  private void add(double[] ofPieces, int pieces, float[] sums) {
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      for (int piece = 0; piece < pieces; piece++) {
        sum += ofPieces[piece * channels + c];
      }
      sums[c] = (float) sum;
    }
  }
}
