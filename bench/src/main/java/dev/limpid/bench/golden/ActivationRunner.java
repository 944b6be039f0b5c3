package dev.limpid.bench.golden;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Layer;
import dev.limpid.layers.LeakyReLU;
import dev.limpid.layers.LogSoftmax;
import dev.limpid.layers.Mode;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Tanh;

/** The activations; softmax runs over the last axis of the case, so nothing is permuted. */
final class ActivationRunner implements CaseRunner {
  @Override
  public void run(GoldenCase reference, Compute compute, Errors errors) {
    Layer layer = layer(reference);
    LayerRunner.build(layer, reference.tensor("x"), compute);
    errors.compare("y", reference.tensor("y"), layer.forward(reference.tensor("x"), Mode.TRAIN));
    errors.compare("dx", reference.tensor("dx"), layer.backward(reference.tensor("dy")));
  }

  private static Layer layer(GoldenCase reference) {
    return switch (reference.kind()) {
      case "relu" -> new ReLU();
      case "leaky_relu" -> new LeakyReLU(reference.number("slope", 0.01));
      case "sigmoid" -> new Sigmoid();
      case "tanh" -> new Tanh();
      case "softmax" -> new Softmax();
      default -> new LogSoftmax();
    };
  }
}
