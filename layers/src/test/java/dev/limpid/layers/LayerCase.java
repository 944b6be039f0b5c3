package dev.limpid.layers;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One layer with one choice of options, for {@link LayerContractTest} and {@link GradientTest}.
 *
 * @param name shown in reports
 * @param layer makes it, unbuilt
 * @param shape draws the shape of an input sample
 * @param oracle computes the same in float64, independently
 */
public record LayerCase(
    String name, Supplier<Layer> layer, Function<Rng, Shape> shape, Oracle oracle) {

  /** A forward pass in mode {@link Mode#TRAIN}, in float64, as naive as can be. */
  @FunctionalInterface
  public interface Oracle {
    /**
     * The output.
     *
     * @param x {@code [n, input shape]}
     * @param n batch size
     * @param parameters values of the layer's parameters, in their order
     * @param layer the layer after its forward pass: its shapes and, for dropout, its mask
     */
    double[] forward(double[] x, int n, double[][] parameters, Layer layer);
  }

  /** A built layer whose trained parameters are random; the same for the same seed. */
  Layer build(long seed, Compute compute) {
    Rng rng = Rng.of(seed);
    Layer built = layer.get();
    built.build(sample(seed), rng.split("layer"), compute);
    for (Parameter parameter : built.parameters()) {
      if (parameter.isTrainable()) {
        randomize(parameter.value(), rng.split(parameter.name()));
      }
    }
    return built;
  }

  /** The shape of an input sample for this seed. */
  Shape sample(long seed) {
    return shape.apply(Rng.of(seed).split("shape"));
  }

  /** A random batch. */
  public static Tensor random(Shape sample, int n, Rng rng) {
    Tensor tensor = Tensor.zeros(sample.batch(n));
    randomize(tensor, rng);
    return tensor;
  }

  private static void randomize(Tensor tensor, Rng rng) {
    for (int i = 0; i < tensor.size(); i++) {
      tensor.data()[i] = (float) rng.nextGaussian();
    }
  }

  @Override
  public String toString() {
    return name;
  }
}
