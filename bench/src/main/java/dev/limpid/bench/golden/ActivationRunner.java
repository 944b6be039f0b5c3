package dev.limpid.bench.golden;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.ELU;
import dev.limpid.layers.GELU;
import dev.limpid.layers.HardSigmoid;
import dev.limpid.layers.HardSwish;
import dev.limpid.layers.Layer;
import dev.limpid.layers.LeakyReLU;
import dev.limpid.layers.LogSoftmax;
import dev.limpid.layers.Mish;
import dev.limpid.layers.Mode;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.ReLU6;
import dev.limpid.layers.SELU;
import dev.limpid.layers.SiLU;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.Softplus;
import dev.limpid.layers.Softsign;
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
      case "relu6" -> new ReLU6();
      case "elu" -> new ELU(reference.number("alpha", 1));
      case "selu" -> new SELU();
      case "silu" -> new SiLU();
      case "gelu" -> new GELU(reference.text("approximate").equals("tanh"));
      case "hardswish" -> new HardSwish();
      case "hardsigmoid" -> new HardSigmoid();
      case "softplus" -> new Softplus();
      case "softsign" -> new Softsign();
      case "mish" -> new Mish();
      default -> new LogSoftmax();
    };
  }
}
