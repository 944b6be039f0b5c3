package dev.limpid.interop.onnx;

import dev.limpid.core.conv.Padding;
import dev.limpid.layers.Conv2DTranspose;
import dev.limpid.layers.Slice;
import dev.limpid.layers.merge.Concat;
import dev.limpid.layers.resize.Cropping2D;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Transposed convolutions; groups of channels become layers of their own. */
final class TransposedConvolutions {
  private static final int MOST_GROUPS = 64;

  private TransposedConvolutions() {}

  /**
   * Paddings that are equal on opposite sides are PyTorch's; others are cut off the whole output,
   * that of no padding.
   */
  static Value of(Step step) {
    Value input = step.image();
    OnnxTensor weight = step.constant(1);
    int[] w = weight.dims();
    int groups = Math.toIntExact(step.node().integer("group", 1));
    if (w.length != 4 || w[0] != input.dims()[0] || groups < 1 || w[0] % groups != 0) {
      throw new IllegalArgumentException("has a weight that does not fit");
    }
    if (groups > MOST_GROUPS) {
      throw new IllegalArgumentException(
          "has " + groups + " groups; up to " + MOST_GROUPS + " become layers of their own");
    }
    if (groups == 1) {
      step.importer().noteWeight(weight);
    }
    int[] image = {input.dims()[1], input.dims()[2]};
    Windows windows = Windows.of(step.node(), image, w[2], w[3]);
    if (windows.dilations()[0] * windows.dilations()[1] != 1) {
      throw new IllegalArgumentException("has dilations, which no transposed convolution has");
    }
    if (step.node().has("output_shape")) {
      throw new IllegalArgumentException("sets its output's shape; only paddings are supported");
    }
    long[] more = step.node().integers("output_padding", 0, 0);
    OnnxTensor bias = step.optional(2) == null ? null : step.weight(2, w[1] * groups);
    int[] pads = windows.pads();
    boolean explicit =
        pads[0] == pads[2] && pads[1] == pads[3] && more[0] == more[1] && !windows.same();
    boolean fits =
        !windows.same()
            && w[2] >= windows.strides()[0]
            && w[3] >= windows.strides()[1]
            && more[0] <= pads[2]
            && more[1] <= pads[3];
    if (!explicit && !fits) {
      throw new IllegalArgumentException("has paddings that no transposed convolution here has");
    }
    Importer importer = step.importer();
    Expr pixels = importer.image(input);
    List<Expr> parts = new ArrayList<>();
    for (int group = 0; group < groups; group++) {
      Conv2DTranspose layer =
          new Conv2DTranspose(w[1], w[2], w[3])
              .stride(windows.strides()[0], windows.strides()[1])
              .bias(bias != null);
      if (explicit) {
        layer.padding(Padding.explicit(pads[0], pads[1])).outputPadding(Math.toIntExact(more[0]));
      }
      parts.add(group(step, layer, weight, bias, group, groups, pixels));
    }
    Expr y = groups == 1 ? parts.get(0) : importer.layer(new Concat(), parts.toArray(new Expr[0]));
    if (!explicit) {
      y =
          importer.layer(
              new Cropping2D(
                  pads[0], (int) (pads[2] - more[0]), pads[1], (int) (pads[3] - more[1])),
              y);
    }
    return importer.ofImage(y);
  }

  /** One of several groups of channels, each a layer of its own. */
  private static Expr group(
      Step step,
      Conv2DTranspose layer,
      OnnxTensor weight,
      OnnxTensor bias,
      int group,
      int groups,
      Expr image) {
    if (groups == 1) {
      return step.importer()
          .layer(
              layer,
              Convolutions.weights(() -> Convolutions.permuted(weight, 2, 3, 1, 0), bias),
              step.layerName(),
              image);
    }
    int[] dims = weight.dims();
    int channels = dims[0] / groups;
    Map<String, Supplier<float[]>> weights = new HashMap<>();
    weights.put(
        Convolutions.KERNEL,
        () -> {
          float[] all = weight.floats();
          int size = all.length / groups;
          float[] own = Arrays.copyOfRange(all, group * size, (group + 1) * size);
          return Convolutions.permuted(
              OnnxTensor.ofFloats(new int[] {channels, dims[1], dims[2], dims[3]}, own),
              2,
              3,
              1,
              0);
        });
    if (bias != null) {
      weights.put(
          Convolutions.BIAS,
          () -> Arrays.copyOfRange(bias.floats(), group * dims[1], (group + 1) * dims[1]));
    }
    step.importer().noteWeight(weight.name() + " of group " + group);
    Expr part = step.importer().layer(new Slice(group * channels, (group + 1) * channels), image);
    String name = step.layerName().isEmpty() ? "" : step.layerName() + ".group" + group;
    return step.importer().layer(layer, weights, name, part);
  }
}
