package dev.limpid.examples;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A layer of one's own: Swish, {@code y = x s} with {@code s = 1 / (1 + exp(-beta x))} and a learnt
 * {@code beta} for each channel (Ramachandran, Zoph and Le, "Searching for Activation Functions",
 * 2017). {@link OwnLayerInUse} trains a network with it, writes and reads it.
 */
public final class OwnLayer extends Layer {
  private Parameter beta;

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Map<String, Object> config() {
    return Map.of();
  }

  @Override
  public Map<String, Shape> parameterShapes(Shape input) {
    return Map.of(name() + ".beta", Shape.of(input.dim(-1)));
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    beta = Parameter.trainable(name() + ".beta", Shape.of(input.dim(-1)), false);
    Arrays.fill(beta.value().data(), 1);
  }

  @Override
  public List<Parameter> parameters() {
    return beta == null ? List.of() : List.of(beta);
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    int channels = inputShape().dim(-1);
    for (int i = 0; i < x.size(); i++) {
      double value = x.data()[i];
      y.data()[i] = (float) (value * sigmoid(value * beta.value().data()[i % channels]));
    }
  }

  /**
   * {@code dx = dy (s + beta x s (1 - s))}; {@code dbeta} is the sum of {@code dy x^2 s (1 - s)}.
   */
  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    int channels = inputShape().dim(-1);
    double[] dBeta = new double[channels];
    for (int i = 0; i < x.size(); i++) {
      double value = x.data()[i];
      double b = beta.value().data()[i % channels];
      double s = sigmoid(b * value);
      dBeta[i % channels] += dy.data()[i] * value * value * s * (1 - s);
      if (dx != null) { // null where nobody needs it
        dx.data()[i] = (float) (dy.data()[i] * (s + b * value * s * (1 - s)));
      }
    }
    for (int channel = 0; channel < channels; channel++) {
      beta.gradient().data()[channel] = (float) dBeta[channel];
    }
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
