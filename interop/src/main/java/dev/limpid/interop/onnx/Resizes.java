package dev.limpid.interop.onnx;

import dev.limpid.layers.Layer;
import dev.limpid.layers.resize.BilinearUpSampling2D;
import dev.limpid.layers.resize.Resizing;
import dev.limpid.layers.resize.UpSampling2D;
import java.util.Map;

/** Images of another height and width. */
final class Resizes {
  private Resizes() {}

  static void addTo(Map<String, Operators.Operator> operators) {
    operators.put("Resize", Resizes::resize);
    operators.put("Upsample", Resizes::upsample);
  }

  private static Value upsample(Step step) {
    float[] scales =
        step.optional(1) != null ? step.constant(1).floats() : scalesOfAttribute(step.node());
    boolean nearest = step.node().text("mode", "nearest").equals("nearest");
    return resized(step, sizes(step, scales), nearest, "asymmetric", "floor");
  }

  private static float[] scalesOfAttribute(OnnxNode node) {
    if (!node.has("scales")) {
      throw new IllegalArgumentException("has no scales");
    }
    double[] scales = node.attributes().get("scales").reals();
    float[] result = new float[scales.length];
    for (int i = 0; i < result.length; i++) {
      result[i] = (float) scales[i];
    }
    return result;
  }

  private static Value resize(Step step) {
    boolean old = step.importer().opset() < 11;
    int scales = old ? 1 : 2;
    OnnxNode node = step.node();
    boolean nearest = node.text("mode", "nearest").equals("nearest");
    if (!nearest && !node.text("mode", "").equals("linear")) {
      throw new IllegalArgumentException(
          "interpolates by the mode '" + node.text("mode", "") + "'");
    }
    if (node.integer("antialias", 0) != 0) {
      throw new IllegalArgumentException("smoothes before it leaves out pixels (antialias)");
    }
    int[] sizes;
    if (step.optional(3) != null && step.constant(3).size() > 0) {
      long[] wanted = step.constant(3).longs();
      requireImageAlone(wanted.length, node);
      sizes = new int[] {Math.toIntExact(wanted[2]), Math.toIntExact(wanted[3])};
      Value image = step.image();
      if (wanted[1] != image.dims()[0]) {
        throw new IllegalArgumentException("changes the number of channels");
      }
    } else {
      sizes = sizes(step, step.constant(scales).floats());
    }
    String centres = old ? "asymmetric" : node.text("coordinate_transformation_mode", "half_pixel");
    String rounding = old ? "floor" : node.text("nearest_mode", "round_prefer_floor");
    return resized(step, sizes, nearest, centres, rounding);
  }

  private static void requireImageAlone(int count, OnnxNode node) {
    if (count != 4 || node.has("axes")) {
      throw new IllegalArgumentException("resizes other axes than those of a batch of images");
    }
  }

  private static int[] sizes(Step step, float[] scales) {
    Value image = step.image();
    requireImageAlone(scales.length, step.node());
    if (scales[0] != 1 || scales[1] != 1) {
      throw new IllegalArgumentException("changes the number of samples or channels");
    }
    return new int[] {
      (int) Math.floor((double) scales[2] * image.dims()[1]),
      (int) Math.floor((double) scales[3] * image.dims()[2])
    };
  }

  private static Value resized(
      Step step, int[] sizes, boolean nearest, String centres, String rounding) {
    Value input = step.image();
    int height = input.dims()[1];
    int width = input.dims()[2];
    if (sizes[0] < 1 || sizes[1] < 1) {
      throw new IllegalArgumentException("makes an image of " + sizes[0] + " by " + sizes[1]);
    }
    boolean whole = sizes[0] % height == 0 && sizes[1] % width == 0;
    boolean half =
        centres.equals("half_pixel")
            || centres.equals("pytorch_half_pixel") && sizes[0] > 1 && sizes[1] > 1;
    int down = sizes[0] / height;
    int right = sizes[1] / width;
    Layer layer;
    if (nearest && whole && repeats(half, centres, rounding, Math.max(down, right))) {
      layer = new UpSampling2D(down, right);
    } else if (!nearest && half) {
      layer = whole ? new BilinearUpSampling2D(down, right) : new Resizing(sizes[0], sizes[1]);
    } else {
      throw new IllegalArgumentException(
          "finds pixels by the rule '"
              + centres
              + (nearest ? "', '" + rounding : "")
              + "'; half_pixel is supported (PyTorch: align_corners=False), and nearest by whole"
              + " factors");
    }
    return step.importer().ofImage(step.importer().layer(layer, step.importer().image(input)));
  }

  /** Whether the nearest pixel repeats each one as often as the factor says. */
  private static boolean repeats(boolean half, String centres, String rounding, int factor) {
    return half && rounding.startsWith("round_prefer")
        || centres.equals("asymmetric") && rounding.equals("floor")
        || centres.equals("asymmetric") && rounding.equals("round_prefer_floor") && factor <= 2;
  }
}
