package dev.limpid.layers.norm;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import java.util.List;
import java.util.Map;

/** A layer around {@link SampleNorm}: its epsilon, {@code gamma} and {@code beta}. */
abstract class SampleNormLayer extends Layer {
  private double epsilon = 1e-3;
  private Parameter gamma;
  private Parameter beta;
  private SampleNorm formula;

  SampleNormLayer() {}

  /** The shape of gamma and beta. */
  abstract Shape columns(Shape input);

  /** What is done to a sample of this shape. */
  abstract SampleNorm formula(Shape input);

  double epsilon() {
    return epsilon;
  }

  void setEpsilon(double newEpsilon) {
    requireNotBuilt();
    if (!(newEpsilon > 0 && newEpsilon < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          getClass().getSimpleName()
              + ": epsilon must be positive and finite, but is "
              + newEpsilon);
    }
    epsilon = newEpsilon;
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
    formula = formula(input);
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    int samples = x.size() / formula.sampleSize();
    float[] factors = gamma.value().data();
    formula.forward(x.data(), y.data(), samples, factors, beta.value().data(), mode.backward());
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    formula.backward(
        x.data(),
        dy.data(),
        dx == null ? null : dx.data(),
        dy.size() / formula.sampleSize(),
        gamma.value().data(),
        gamma.gradient().data(),
        beta.gradient().data());
  }
}
