package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.io.LayerTypes;
import java.util.List;
import java.util.Map;

/**
 * A layer as a user would write one: {@code y = x / (1 + exp(-slope x)) + shift}, with one option
 * and one trained number.
 */
public final class Swish extends Layer {
  private final double slope;
  private Parameter shift;

  /** A layer of this slope. */
  public Swish(double slope) {
    this.slope = slope;
  }

  /** Makes the type known. */
  public static void register() {
    LayerTypes.register("Swish", options -> new Swish(options.number("slope")));
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("slope", slope);
  }

  @Override
  public Map<String, Shape> parameterShapes(Shape input) {
    return Map.of(name() + ".shift", Shape.of(1));
  }

  @Override
  public List<Parameter> parameters() {
    return isBuilt() ? List.of(shift) : List.of();
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    shift = Parameter.trainable(name() + ".shift", Shape.of(1), false);
  }

  private double gate(float x) {
    return 1 / (1 + Math.exp(-slope * x));
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    for (int i = 0; i < x.size(); i++) {
      y.data()[i] = (float) (x.data()[i] * gate(x.data()[i]) + shift.value().data()[0]);
    }
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    double sum = 0;
    for (int i = 0; i < dy.size(); i++) {
      sum += dy.data()[i];
      if (dx != null) {
        double gate = gate(x.data()[i]);
        dx.data()[i] = (float) (dy.data()[i] * (gate + slope * x.data()[i] * gate * (1 - gate)));
      }
    }
    shift.gradient().data()[0] = (float) sum;
  }
}
