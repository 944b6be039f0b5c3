package dev.limpid.bench.golden;

import dev.limpid.core.compute.Compute;
import dev.limpid.core.conv.Padding;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.GlobalMaxPool2D;
import dev.limpid.layers.pool.MaxPool2D;

/**
 * {@code maxpool}, {@code avgpool} (which counts padding), {@code avgpool_exclude_padding}, {@code
 * global_avgpool} and {@code global_maxpool}.
 */
final class PoolRunner implements CaseRunner {
  @Override
  public void run(GoldenCase reference, Compute compute, Errors errors) {
    Layer layer = layer(reference);
    LayerRunner.build(layer, ReferenceLayout.activations(reference.tensor("x")), compute);
    LayerRunner.run(layer, reference, Mode.TRAIN, errors);
  }

  private static Layer layer(GoldenCase reference) {
    if (reference.kind().equals("global_avgpool")) {
      return new GlobalAvgPool2D();
    }
    if (reference.kind().equals("global_maxpool")) {
      return new GlobalMaxPool2D();
    }
    int[] kernel = reference.pair("kernel", 2);
    int[] stride = reference.pair("stride", 2);
    int[] amounts = reference.pair("padding", 0);
    Padding padding = Padding.explicit(amounts[0], amounts[1]);
    if (reference.kind().equals("maxpool")) {
      return new MaxPool2D(kernel[0], kernel[1]).stride(stride[0], stride[1]).padding(padding);
    }
    return new AvgPool2D(kernel[0], kernel[1])
        .stride(stride[0], stride[1])
        .padding(padding)
        .countPadding(reference.kind().equals("avgpool"));
  }
}
