package dev.limpid.bench.golden;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;

/** What all cases of one layer share: build, forward, backward, compare y and dx. */
final class LayerRunner {
  private LayerRunner() {}

  static void build(Layer layer, Tensor x, Compute compute) {
    layer.build(x.shape().sample(), Rng.of(0), compute);
  }

  static void run(Layer layer, GoldenCase reference, Mode mode, Errors errors) {
    Tensor y = layer.forward(ReferenceLayout.activations(reference.tensor("x")), mode);
    errors.compare("y", ReferenceLayout.activations(reference.tensor("y")), y);
    // what a pool of whole images puts out is an image of one pixel in the case
    Tensor dy = ReferenceLayout.activations(reference.tensor("dy"));
    Tensor dx = layer.backward(dy.size() == y.size() ? Tensor.of(y.shape(), dy.data()) : dy);
    errors.compare("dx", ReferenceLayout.activations(reference.tensor("dx")), dx);
  }

  static void set(Parameter parameter, Tensor value) {
    if (parameter.value().size() != value.size()) {
      throw new IllegalArgumentException(
          parameter.name()
              + " has the shape "
              + parameter.value().shape()
              + ", but the case gives "
              + value.shape());
    }
    System.arraycopy(value.data(), 0, parameter.value().data(), 0, value.size());
  }
}
