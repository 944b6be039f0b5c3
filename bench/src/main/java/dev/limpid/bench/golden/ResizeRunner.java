package dev.limpid.bench.golden;

import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.resize.BilinearUpSampling2D;
import dev.limpid.layers.resize.ReflectionPadding2D;
import dev.limpid.layers.resize.UpSampling2D;
import dev.limpid.layers.resize.ZeroPadding2D;

/** {@code pad} and {@code upsample}. */
final class ResizeRunner implements CaseRunner {
  @Override
  public void run(GoldenCase reference, Compute compute, Errors errors) {
    Layer layer = reference.kind().equals("pad") ? padding(reference) : upSampling(reference);
    LayerRunner.build(layer, ReferenceLayout.activations(reference.tensor("x")), compute);
    LayerRunner.run(layer, reference, Mode.TRAIN, errors);
  }

  private static Layer padding(GoldenCase reference) {
    int top = reference.integer("top");
    int bottom = reference.integer("bottom");
    int left = reference.integer("left");
    int right = reference.integer("right");
    return reference.text("mode").equals("reflect")
        ? new ReflectionPadding2D(top, bottom, left, right)
        : new ZeroPadding2D(top, bottom, left, right);
  }

  private static Layer upSampling(GoldenCase reference) {
    int[] factor = reference.pair("factor", 2);
    return reference.text("mode").equals("bilinear")
        ? new BilinearUpSampling2D(factor[0], factor[1])
        : new UpSampling2D(factor[0], factor[1]);
  }
}
