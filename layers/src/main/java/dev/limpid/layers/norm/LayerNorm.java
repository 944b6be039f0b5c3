package dev.limpid.layers.norm;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Options;
import java.util.List;
import java.util.Map;

/**
 * Layer normalization: each sample is normalised by itself, over its last axis (channels of each
 * pixel, or features), or over all of its values.
 *
 * <pre>
 * y = gamma (x - mean) / sqrt(variance + eps) + beta
 * </pre>
 *
 * <p>Input and output {@code [N, ..., C]}. Parameters {@code gamma} (1 at first) and {@code beta}
 * (0), {@code [C]}, or of the sample's shape where it goes over all values. eps is 1e-3 by default
 * (Keras; PyTorch has 1e-5). There are no statistics of a batch: training and inference are the
 * same.
 *
 * <p>Ba, Kiros and Hinton, "Layer Normalization", 2016, arXiv:1607.06450.
 */
public final class LayerNorm extends Layer {
  private boolean all;
  private double epsilon = 1e-3;
  private Parameter gamma;
  private Parameter beta;
  private SampleNorm formula;

  /** Layer normalization over the last axis. */
  public LayerNorm() {}

  /** Sets whether each sample is normalised over all of its values; off by default (Keras). */
  public LayerNorm overAll(boolean overAll) {
    requireNotBuilt();
    all = overAll;
    return this;
  }

  /** Reads the options that {@link #config} writes. */
  public static LayerNorm read(Options options) {
    return new LayerNorm().epsilon(options.number("epsilon")).overAll(options.flag("overAll"));
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("epsilon", epsilon, "overAll", all);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 1 || input.size() < 1) {
      throw new IllegalArgumentException(
          this + ": expected an input with channels or features last, got " + input);
    }
    return input;
  }

  private Shape columns(Shape input) {
    return all ? input : Shape.of(input.dim(-1));
  }

  private int samples(Tensor x) {
    return x.size() / gamma.value().size();
  }

  @Override
  public LayerNorm named(String newName) {
    super.named(newName);
    return this;
  }

  /** Sets what is added to the variance before the root; 1e-3 by default (Keras). */
  public LayerNorm epsilon(double newEpsilon) {
    requireNotBuilt();
    if (!(newEpsilon > 0 && newEpsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "LayerNorm: epsilon must be positive and finite, but is " + newEpsilon);
    }
    epsilon = newEpsilon;
    return this;
  }

  @Override
  public Map<String, Shape> parameterShapes(Shape input) {
    return Map.of(name() + ".gamma", columns(input), name() + ".beta", columns(input));
  }

  @Override
  public List<Parameter> parameters() {
    return gamma == null ? List.of() : List.of(gamma, beta);
  }

  @Override
  public boolean differentiatesInPlace() {
    return true;
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    gamma = Parameter.trainable(name() + ".gamma", columns(input), false);
    gamma.value().fill(1);
    beta = Parameter.trainable(name() + ".beta", columns(input), false);
    int width = columns(input).size();
    formula = new SampleNorm(1, 1, width, epsilon, compute().parallel());
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    formula.forward(
        x.data(), y.data(), samples(x), gamma.value().data(), beta.value().data(), mode.backward());
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    formula.backward(
        x.data(),
        dy.data(),
        dx == null ? null : dx.data(),
        samples(dy),
        gamma.value().data(),
        gamma.gradient().data(),
        beta.gradient().data());
  }
}
