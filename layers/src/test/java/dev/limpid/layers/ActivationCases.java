package dev.limpid.layers;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/** The activations that came after the first ones. */
final class ActivationCases {
  private ActivationCases() {}

  static List<LayerCase> all() {
    return List.of(
        of("ReLU6", ReLU6::new, x -> Math.min(Math.max(x, 0), 6)),
        of("ELU", ELU::new, x -> x > 0 ? x : Math.exp(x) - 1),
        of("ELU 0.3", () -> new ELU(0.3), x -> x > 0 ? x : 0.3 * (Math.exp(x) - 1)),
        of(
            "SELU",
            SELU::new,
            x -> 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * (Math.exp(x) - 1))),
        of("Softplus", Softplus::new, x -> Math.log(1 + Math.exp(x))),
        of("Softsign", Softsign::new, x -> x / (1 + Math.abs(x))),
        of("HardSigmoid", HardSigmoid::new, x -> Math.min(Math.max(x / 6 + 0.5, 0), 1)),
        of("SiLU", SiLU::new, x -> x / (1 + Math.exp(-x))),
        of("HardSwish", HardSwish::new, x -> x * Math.min(Math.max(x + 3, 0), 6) / 6),
        of("Mish", Mish::new, x -> x * Math.tanh(Math.log(1 + Math.exp(x)))),
        of("GELU", GELU::new, x -> x * normal(x)),
        of(
            "GELU approximate",
            () -> new GELU(true),
            x -> x / 2 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)))),
        of("ThresholdedReLU", () -> new ThresholdedReLU(0.5), x -> x >= 0.5 ? x : 0),
        of(
            "ThresholdedReLU with all options",
            () -> new ThresholdedReLU(-0.25, 0.5, 1.5),
            x -> x >= 1.5 ? 1.5 : x >= -0.25 ? x : 0.5 * (x + 0.25)),
        new LayerCase("PReLU", PReLU::new, LayerCases::image, ActivationCases::rectified),
        new LayerCase(
            "PReLU for each value",
            () -> new PReLU().forEachValue(true),
            LayerCases::image,
            ActivationCases::rectified));
  }

  private static double[] rectified(double[] x, int n, double[][] parameters, Layer layer) {
    double[] y = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      y[i] = x[i] > 0 ? x[i] : parameters[0][i % parameters[0].length] * x[i];
    }
    return y;
  }

  private static LayerCase of(String name, Supplier<Layer> layer, DoubleUnaryOperator function) {
    return new LayerCase(name, layer, LayerCases::image, Oracles.each(function));
  }

  /** The normal distribution, by Simpson's rule from 0. */
  private static double normal(double x) {
    int steps = 200;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double at = x * i / steps;
      double weight = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-at * at / 2);
    }
    return 0.5 + sum * x / steps / 3 / Math.sqrt(2 * Math.PI);
  }
}
