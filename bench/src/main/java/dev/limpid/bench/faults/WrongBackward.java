package dev.limpid.bench.faults;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A layer of a user's own whose forward pass is right and whose backward pass has an error. */
final class WrongBackward extends Layer {
  /** What is wrong with the gradients, once they are there. */
  @FunctionalInterface
  interface Error {
    /**
     * Changes gradients in place.
     *
     * @param parameters with their gradients
     * @param dx gradient by the input; null where nobody needs it
     */
    void apply(List<Parameter> parameters, Tensor dx);
  }

  private final Layer right;
  private final Error error;

  WrongBackward(Layer right, Error error) {
    this.right = Objects.requireNonNull(right, "right");
    this.error = Objects.requireNonNull(error, "error");
  }

  /** Parameters never get a gradient. */
  static Error frozen() {
    return (parameters, dx) -> parameters.forEach(p -> multiply(p.gradient(), 0));
  }

  /** The gradient of the kernel is multiplied by a factor. */
  static Error kernelTimes(double factor) {
    return (parameters, dx) -> multiply(parameters.get(0).gradient(), factor);
  }

  /** The bias is forgotten. */
  static Error withoutBias() {
    return (parameters, dx) -> multiply(parameters.get(1).gradient(), 0);
  }

  /** The gradient by the input is multiplied by a factor. */
  static Error inputTimes(double factor) {
    return (parameters, dx) -> {
      if (dx != null) {
        multiply(dx, factor);
      }
    };
  }

  /** Each gradient comes on top of those before, for parameters of one layer. */
  static Error addedUp() {
    Map<Parameter, float[]> sums = new IdentityHashMap<>();
    return (parameters, dx) -> {
      for (Parameter parameter : parameters) {
        float[] gradient = parameter.gradient().data();
        float[] sum = sums.computeIfAbsent(parameter, p -> new float[gradient.length]);
        for (int i = 0; i < gradient.length; i++) {
          sum[i] += gradient[i];
          gradient[i] = sum[i];
        }
      }
    };
  }

  private static void multiply(Tensor tensor, double factor) {
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] *= (float) factor;
    }
  }

  @Override
  public Shape outputShape(Shape input) {
    return right.outputShape(input);
  }

  @Override
  public Map<String, Object> config() {
    return right.config();
  }

  @Override
  public List<Parameter> parameters() {
    return right.parameters();
  }

  @Override
  public boolean keepsInput() {
    return right.keepsInput();
  }

  @Override
  public boolean keepsOutput() {
    return right.keepsOutput();
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    right.named(name());
    right.build(input, rng, compute());
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    right.forward(x, y, mode);
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    right.backward(dy, dx);
    error.apply(right.parameters(), dx);
  }
}
