package dev.limpid.interop.onnx;

import dev.limpid.layers.resize.ConstantPadding2D;
import dev.limpid.layers.resize.Cropping2D;
import dev.limpid.layers.resize.ReflectionPadding2D;
import dev.limpid.layers.resize.ReplicationPadding2D;
import dev.limpid.layers.resize.ZeroPadding2D;
import java.util.Arrays;
import java.util.Map;

/** Pad: what lies around an image, by its mode; what is taken off where a pad is negative. */
final class Borders {
  private Borders() {}

  static void addTo(Map<String, Operators.Operator> operators) {
    operators.put("Pad", Borders::pad);
  }

  private static Value pad(Step step) {
    Value input = step.input(0);
    int rank = input.rank();
    long[] pads = step.numbers("pads", 1);
    int all = rank + 1;
    if (step.optional(3) != null) {
      pads = spread(pads, step.constant(3).longs(), all);
    }
    if (pads == null || pads.length != 2 * all || pads[0] != 0 || pads[all] != 0) {
      throw new IllegalArgumentException("has paddings that do not fit samples");
    }
    if (Arrays.stream(pads).allMatch(pad -> pad == 0)) {
      return input;
    }
    int[] dims = input.dims().clone();
    for (int d = 0; d < rank; d++) {
      dims[d] = Math.toIntExact(dims[d] + pads[d + 1] + pads[all + d + 1]);
      if (dims[d] < 1) {
        throw new IllegalArgumentException("leaves nothing of its input");
      }
    }
    if (!input.isComputed() || rank != 3 || pads[1] != 0 || pads[all + 1] != 0) {
      return Value.without(dims);
    }
    return padded(step, input, (int) pads[2], (int) pads[6], (int) pads[3], (int) pads[7]);
  }

  private static long[] spread(long[] pads, long[] axes, int rank) {
    long[] result = new long[2 * rank];
    for (int i = 0; i < axes.length; i++) {
      int axis = (int) (axes[i] < 0 ? axes[i] + rank : axes[i]);
      result[axis] = pads[i];
      result[axis + rank] = pads[i + axes.length];
    }
    return result;
  }

  private static Value padded(Step step, Value input, int top, int bottom, int left, int right) {
    Importer importer = step.importer();
    Expr image = importer.image(input);
    if (Math.min(Math.min(top, bottom), Math.min(left, right)) < 0) {
      image =
          importer.layer(
              new Cropping2D(
                  Math.max(0, -top), Math.max(0, -bottom), Math.max(0, -left), Math.max(0, -right)),
              image);
    }
    int[] m = {Math.max(0, top), Math.max(0, bottom), Math.max(0, left), Math.max(0, right)};
    String mode = step.node().text("mode", "constant");
    double value =
        step.optional(2) != null ? step.constant(2).floats()[0] : step.node().real("value", 0);
    if (m[0] + m[1] + m[2] + m[3] == 0) {
      return importer.ofImage(image);
    }
    return importer.ofImage(
        importer.layer(
            switch (mode) {
              case "constant" ->
                  value == 0
                      ? new ZeroPadding2D(m[0], m[1], m[2], m[3])
                      : new ConstantPadding2D(value, m[0], m[1], m[2], m[3]);
              case "reflect" -> new ReflectionPadding2D(m[0], m[1], m[2], m[3]);
              case "edge" -> new ReplicationPadding2D(m[0], m[1], m[2], m[3]);
              default -> throw new IllegalArgumentException("pads by the mode '" + mode + "'");
            },
            image));
  }
}
