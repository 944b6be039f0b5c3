package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A straight line of its own for each channel, or feature: {@code y = gamma x + beta}, what stands
 * behind a normalisation as a layer by itself. Caffe calls it Scale.
 *
 * <p>Input and output {@code [N, ..., C]}. Parameters of shape {@code [C]}, without weight decay:
 * {@code gamma} (1 at first) and {@code beta} (0).
 */
public final class ChannelScale extends Layer {
  private int channels;
  private Parameter gamma;
  private Parameter beta;
  private ChannelSums sums;
  private Tensor products;

  /** Lines that change nothing at first. */
  public ChannelScale() {}

  @Override
  public ChannelScale named(String newName) {
    super.named(newName);
    return this;
  }

  @Override
  public Map<String, Object> config() {
    return Map.of();
  }

  /** The slopes, {@code [C]}; null before the layer is built. */
  public Parameter gamma() {
    return gamma;
  }

  /** The values at 0, {@code [C]}; null before the layer is built. */
  public Parameter beta() {
    return beta;
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 1 || input.size() < 1) {
      throw new IllegalArgumentException(
          this + ": expected an input with channels or features last, got " + input);
    }
    return input;
  }

  @Override
  public Map<String, Shape> parameterShapes(Shape input) {
    Shape shape = Shape.of(input.dim(-1));
    return Map.of(name() + ".gamma", shape, name() + ".beta", shape);
  }

  @Override
  public List<Parameter> parameters() {
    return gamma == null ? List.of() : List.of(gamma, beta);
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    channels = input.dim(-1);
    gamma = Parameter.trainable(name() + ".gamma", Shape.of(channels), false);
    gamma.value().fill(1);
    beta = Parameter.trainable(name() + ".beta", Shape.of(channels), false);
    sums = new ChannelSums(channels, compute().rowKernels(), compute().parallel());
    products = Tensor.zeros(0);
  }

  @Override
  public InferenceForm inferenceForm() {
    return new InferenceForm.Affine(gamma.value().copy().data(), beta.value().copy().data());
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    float[] slopes = gamma.value().data();
    float[] offsets = beta.value().data();
    forRows(
        x.size() / channels,
        channels,
        (from, to) -> {
          for (int row = from * channels; row < to * channels; row += channels) {
            for (int c = 0; c < channels; c++) {
              y.data()[row + c] = slopes[c] * x.data()[row + c] + offsets[c];
            }
          }
        });
  }

  /** {@code dbeta = sum of dy}, {@code dgamma = sum of dy x}, {@code dx = gamma dy}. */
  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    int rows = dy.size() / channels;
    sums.sum(dy.data(), rows, beta.gradient().data());
    products.reshape(dy.shape());
    float[] product = products.data();
    forRows(
        dy.size(),
        1,
        (from, to) -> {
          for (int i = from; i < to; i++) {
            product[i] = dy.data()[i] * x.data()[i];
          }
        });
    sums.sum(product, rows, gamma.gradient().data());
    if (dx != null) {
      float[] slopes = gamma.value().data();
      forRows(
          rows,
          channels,
          (from, to) -> {
            for (int row = from * channels; row < to * channels; row += channels) {
              for (int c = 0; c < channels; c++) {
                dx.data()[row + c] = slopes[c] * dy.data()[row + c];
              }
            }
          });
    }
  }
}
