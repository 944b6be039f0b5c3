package dev.limpid.bench.golden;

import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.PReLU;
import dev.limpid.layers.norm.GroupNorm;
import dev.limpid.layers.norm.LayerNorm;
import java.util.List;

/** {@code layernorm}, {@code groupnorm} and {@code prelu}: layers with parameters of columns. */
final class SampleNormRunner implements CaseRunner {
  @Override
  public void run(GoldenCase reference, Compute compute, Errors errors) {
    Layer layer = layer(reference);
    LayerRunner.build(layer, ReferenceLayout.activations(reference.tensor("x")), compute);
    List<String> names = layer instanceof PReLU ? List.of("slope") : List.of("gamma", "beta");
    for (int i = 0; i < names.size(); i++) {
      LayerRunner.set(layer.parameters().get(i), columns(reference.tensor(names.get(i))));
    }
    LayerRunner.run(layer, reference, Mode.TRAIN, errors);
    for (int i = 0; i < names.size(); i++) {
      String name = "d_" + names.get(i);
      errors.compare(name, columns(reference.tensor(name)), layer.parameters().get(i).gradient());
    }
  }

  private static Layer layer(GoldenCase reference) {
    double epsilon = reference.number("eps", 1e-3);
    return switch (reference.kind()) {
      case "layernorm" ->
          new LayerNorm().epsilon(epsilon).overAll(!reference.text("axes").equals("channels"));
      case "groupnorm" -> new GroupNorm(reference.integer("groups")).epsilon(epsilon);
      default -> new PReLU();
    };
  }

  /** Those of a whole image are {@code [C, H, W]} in the case. */
  private static Tensor columns(Tensor parameter) {
    return parameter.shape().rank() == 3 ? ReferenceLayout.permute(parameter, 1, 2, 0) : parameter;
  }
}
