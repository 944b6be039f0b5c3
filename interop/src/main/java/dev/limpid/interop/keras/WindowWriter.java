package dev.limpid.interop.keras;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.core.conv.Padding;
import dev.limpid.core.conv.Window;
import dev.limpid.layers.Layer;
import java.util.List;

/** Writes layers that move a window over an image, and Dense. */
final class WindowWriter extends LayerOptions {
  WindowWriter(Layer layer) {
    super(layer);
  }

  private WrittenLayer bias(WrittenLayer written, String kernel) {
    Parameter weights = parameter("kernel");
    written.with("use_bias", flag("bias"));
    if (written.weights.isEmpty()) {
      written.weight(kernel, weights, weights.value().shape().toArray());
    }
    if (flag("bias")) {
      Parameter bias = parameter("bias");
      written.weight("bias", bias, bias.value().size());
    }
    return written;
  }

  /** Explicit padding is a layer of its own in Keras. */
  private List<WrittenLayer> padded(WrittenLayer written) {
    String padding = text("padding");
    if (padding.equals("same") || padding.equals("valid")) {
      return List.of(written.with("padding", padding));
    }
    List<Object> sides = sides();
    written.with("padding", "valid");
    return sides.equals(List.of(0, 0, 0, 0)) ? List.of(written) : List.of(zeros(sides), written);
  }

  /** Explicit padding: top, bottom, left, right. */
  private List<Object> sides() {
    List<Object> amounts = list("padding");
    return amounts.size() == 4
        ? amounts
        : List.of(amounts.get(0), amounts.get(0), amounts.get(1), amounts.get(1));
  }

  private static WrittenLayer zeros(List<Object> sides) {
    return new WrittenLayer("ZeroPadding2D")
        .with("padding", List.of(sides.subList(0, 2), sides.subList(2, 4)));
  }

  List<WrittenLayer> convolution() {
    return padded(
        bias(
            new WrittenLayer("Conv2D")
                .with("filters", integer("filters"))
                .with("kernel_size", list("kernel"))
                .with("strides", list("stride"))
                .with("dilation_rate", list("dilation"))
                .with("groups", integer("groups")),
            "kernel"));
  }

  List<WrittenLayer> depthwise() {
    Parameter kernel = parameter("kernel");
    int multiplier = integer("multiplier");
    Shape shape = kernel.value().shape();
    WrittenLayer written =
        new WrittenLayer("DepthwiseConv2D")
            .with("kernel_size", list("kernel"))
            .with("strides", list("stride"))
            .with("dilation_rate", List.of(integer("dilation"), integer("dilation")))
            .with("depth_multiplier", multiplier)
            .weight(
                "kernel",
                kernel,
                shape.dim(0),
                shape.dim(1),
                shape.dim(3) / multiplier,
                multiplier);
    return padded(bias(written, "kernel"));
  }

  List<WrittenLayer> transposed() {
    String padding = text("padding");
    if (!padding.equals("same") && !padding.equals("valid")) {
      throw refuse("a transposed convolution with explicit padding is not one of Keras's");
    }
    return List.of(
        bias(
                new WrittenLayer("Conv2DTranspose")
                    .with("filters", integer("filters"))
                    .with("kernel_size", list("kernel"))
                    .with("strides", list("stride")),
                "kernel")
            .with("padding", padding));
  }

  WrittenLayer dense() {
    return bias(new WrittenLayer("Dense").with("units", integer("units")), "kernel");
  }

  /**
   * The greatest values. Keras pads with what is less than all values, or as it does for {@code
   * same}; zeros are as good where no value is below them.
   *
   * @param above0 whether what the layer takes is never below 0
   */
  List<WrittenLayer> maxPool(boolean above0) {
    if (config.containsKey("dilation") && integer("dilation") != 1) {
      throw refuse("Keras's pooling has no dilation");
    }
    if (isSame() || text("padding").equals("0x0") || text("padding").equals("valid")) {
      return List.of(pool("MaxPooling2D", isSame() ? "same" : "valid"));
    }
    if (!above0) {
      throw refuse(
          "Keras's pooling has no explicit padding; put a ReLU before it, behind which padding"
              + " with zeros is the same, or take padding 'same'");
    }
    return List.of(zeros(sides()), pool("MaxPooling2D", "valid"));
  }

  /** Whether the padding is what {@code same} comes to here. */
  private boolean isSame() {
    if (text("padding").equals("same") || text("padding").equals("valid")) {
      return text("padding").equals("same");
    }
    List<Object> pool = list("pool");
    List<Object> stride = list("stride");
    for (int axis = 0; axis < 2; axis++) {
      int kernel = (Integer) pool.get(axis);
      int by = (Integer) stride.get(axis);
      Window same = Window.along(axis, layer.inputShape().dim(axis), kernel, by, 1, Padding.SAME);
      if (same.output() != layer.outputShape().dim(axis)
          || same.before() != (Integer) sides().get(2 * axis)) {
        return false;
      }
    }
    return true;
  }

  private WrittenLayer pool(String type) {
    String padding = text("padding");
    if (padding.equals("0x0")) {
      padding = "valid";
    }
    if (!padding.equals("same") && !padding.equals("valid")) {
      throw refuse("Keras's pooling has no explicit padding");
    }
    return pool(type, padding);
  }

  private WrittenLayer pool(String type, String padding) {
    return new WrittenLayer(type)
        .with("pool_size", list("pool"))
        .with("strides", list("stride"))
        .with("padding", padding);
  }

  /** Where zeros around the image count, they are put there first. */
  List<WrittenLayer> averagePool() {
    String padding = text("padding");
    if (padding.equals("same") && flag("countPadding")) {
      throw refuse("Keras's average pooling does not count what 'same' pads");
    }
    if (padding.contains("x") && flag("countPadding")) {
      return padded(
          new WrittenLayer("AveragePooling2D")
              .with("pool_size", list("pool"))
              .with("strides", list("stride")));
    }
    return List.of(pool("AveragePooling2D"));
  }
}
