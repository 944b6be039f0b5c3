package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.List;
import java.util.Map;

/**
 * Normalization by known statistics: each channel, or feature, minus its mean, divided by its
 * standard deviation; of the training images, for the input of a network.
 *
 * <pre>
 * y = (x - mean) / max(sqrt(variance), 1e-7)
 * </pre>
 *
 * <p>Input and output {@code [N, ..., C]}. Mean and variance are constants of the layer, {@code
 * mean} and {@code variance}, {@code [C]}, saved with it and never trained (Keras's {@code
 * Normalization(axis=-1)} after {@code adapt}). {@code Datasets.normalization} of limpid-train fits
 * it to a data set. One that was never fitted passes nothing on.
 */
public final class Normalization extends Layer {
  /** Keras's {@code epsilon()}, for a channel that is constant. */
  private static final double LEAST_DEVIATION = 1e-7;

  private final double[] givenMean;
  private final double[] givenVariance;
  private Parameter mean;
  private Parameter variance;
  private double[] scale;

  /** Whether it is known that mean 0 and variance 1 are no placeholders. */
  private boolean fitted;

  private Normalization(double[] mean, double[] variance, boolean fitted) {
    this.givenMean = mean;
    this.givenVariance = variance;
    this.fitted = fitted;
  }

  /**
   * One that is not fitted yet: weights of another network may be copied into it, or values be
   * written into its parameters.
   */
  public Normalization() {
    this(null, null, false);
  }

  /** One whose values come from a file, where mean 0 and variance 1 may be meant. */
  public static Normalization ofFile() {
    return new Normalization(null, null, true);
  }

  /**
   * Normalization by these statistics.
   *
   * @param mean {@code [C]}
   * @param variance {@code [C]}, the mean squared distance from the mean
   * @throws IllegalArgumentException if there are not as many of both, one or more, or a number is
   *     not finite as a float, or a variance negative
   */
  public static Normalization of(double[] mean, double[] variance) {
    if (mean.length == 0 || mean.length != variance.length) {
      throw new IllegalArgumentException(
          "Normalization: there must be a mean and a variance for each channel, but there are "
              + mean.length
              + " and "
              + variance.length);
    }
    for (int c = 0; c < mean.length; c++) {
      if (!(Math.abs(mean[c]) <= Float.MAX_VALUE)
          || !(variance[c] >= 0 && variance[c] <= Float.MAX_VALUE)) {
        throw new IllegalArgumentException(
            "Normalization: mean and variance must be finite, and the variance not negative, but of"
                + " channel "
                + c
                + " they are "
                + mean[c]
                + " and "
                + variance[c]);
      }
    }
    return new Normalization(mean.clone(), variance.clone(), true);
  }

  /**
   * Checks that it has a mean and a variance other than the 0 and 1 that it begins with.
   *
   * @throws IllegalStateException if not; the message says where to take them from
   */
  public void requireFitted() {
    for (int c = 0; !fitted && scale != null && c < scale.length; c++) {
      fitted = mean.value().data()[c] != 0 || variance.value().data()[c] != 1;
    }
    if (!fitted) {
      throw new IllegalStateException(
          this
              + " was never fitted: it has mean 0 and variance 1; take"
              + " Datasets.normalization(training) of limpid-train, or Normalization.of(mean,"
              + " variance), when the network is built");
    }
  }

  @Override
  public Map<String, Object> config() {
    return Map.of();
  }

  @Override
  public Normalization named(String newName) {
    super.named(newName);
    return this;
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 1 || input.size() < 1) {
      throw new IllegalArgumentException(
          this + ": expected an input with channels or features last, got " + input);
    }
    if (givenMean != null && input.dim(-1) != givenMean.length) {
      throw new IllegalArgumentException(
          this + ": it is fitted to " + givenMean.length + " channels, but its input is " + input);
    }
    return input;
  }

  @Override
  public Map<String, Shape> parameterShapes(Shape input) {
    Shape channels = Shape.of(input.dim(-1));
    return Map.of(name() + ".mean", channels, name() + ".variance", channels);
  }

  @Override
  public List<Parameter> parameters() {
    return mean == null ? List.of() : List.of(mean, variance);
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    int channels = input.dim(-1);
    mean = Parameter.constant(name() + ".mean", Shape.of(channels));
    variance = Parameter.constant(name() + ".variance", Shape.of(channels));
    scale = new double[channels];
    for (int c = 0; c < channels; c++) {
      mean.value().data()[c] = givenMean == null ? 0 : (float) givenMean[c];
      variance.value().data()[c] = givenVariance == null ? 1 : (float) givenVariance[c];
    }
  }

  @Override
  public InferenceForm inferenceForm() {
    requireFitted();
    return super.inferenceForm();
  }

  @Override
  public boolean worksInPlace() {
    return true;
  }

  @Override
  public boolean keepsInput() {
    return false;
  }

  /**
   * Normalises.
   *
   * @throws IllegalStateException if it was never fitted
   */
  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    requireFitted();
    float[] from = x.data();
    float[] to = y.data();
    float[] middle = mean.value().data();
    int channels = scale.length;
    for (int c = 0; c < channels; c++) {
      scale[c] = 1 / Math.max(Math.sqrt(variance.value().data()[c]), LEAST_DEVIATION);
    }
    forRows(
        x.size() / channels,
        channels,
        (first, end) -> {
          for (int row = first; row < end; row++) {
            for (int c = 0, i = row * channels; c < channels; c++, i++) {
              to[i] = (float) (((double) from[i] - middle[c]) * scale[c]);
            }
          }
        });
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx == null) {
      return;
    }
    float[] from = dy.data();
    float[] to = dx.data();
    int channels = scale.length;
    forRows(
        dy.size() / channels,
        channels,
        (first, end) -> {
          for (int row = first; row < end; row++) {
            for (int c = 0, i = row * channels; c < channels; c++, i++) {
              to[i] = (float) (from[i] * scale[c]);
            }
          }
        });
  }
}
