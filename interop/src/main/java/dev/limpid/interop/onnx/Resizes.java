package dev.limpid.interop.onnx;

import dev.limpid.layers.Layer;
import dev.limpid.layers.resize.BilinearUpSampling2D;
import dev.limpid.layers.resize.PixelCentres;
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
    return new int[] {size(image.dims()[1], scales[2]), size(image.dims()[2], scales[3])};
  }

  /** A size that is rounded down would leave the pixels at other places than it says. */
  private static int size(int from, float scale) {
    double to = (double) scale * from;
    if (Math.abs(to - Math.rint(to)) > 1e-3) {
      throw new IllegalArgumentException(
          "scales "
              + from
              + " pixels by "
              + scale
              + " to "
              + to
              + "; whole sizes are read, such as of interpolate(size=...)");
    }
    return (int) Math.rint(to);
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
    } else if (!nearest && half && whole) {
      layer = new BilinearUpSampling2D(down, right);
    } else {
      PixelCentres rule = half ? PixelCentres.HALF : rule(centres);
      if (rule == null
          || nearest
              && !(takes(rule, height, sizes[0], half, rounding)
                  && takes(rule, width, sizes[1], half, rounding))) {
        throw new IllegalArgumentException(
            "finds pixels by the rule '" + centres + (nearest ? "', '" + rounding : "") + "'");
      }
      layer = new Resizing(sizes[0], sizes[1]).nearest(nearest).centres(rule);
    }
    return step.importer().ofImage(step.importer().layer(layer, step.importer().image(input)));
  }

  private static PixelCentres rule(String centres) {
    return switch (centres) {
      case "asymmetric" -> PixelCentres.EDGES;
      case "align_corners" -> PixelCentres.CORNERS;
      default -> null;
    };
  }

  /** Whether a rule takes the pixels that ONNX's rounding takes. */
  private static boolean takes(PixelCentres rule, int from, int to, boolean half, String rounding) {
    if (rule == PixelCentres.CORNERS) {
      return false;
    }
    for (int p = 0; p < to; p++) {
      double at = half ? (p + 0.5) * from / to - 0.5 : (double) p * from / to;
      double nearest =
          switch (rounding) {
            case "floor" -> Math.floor(at);
            case "ceil" -> Math.ceil(at);
            case "round_prefer_ceil" -> Math.floor(at + 0.5);
            default -> Math.ceil(at - 0.5);
          };
      if (rule.nearest(p, from, to) != (int) Math.max(0, Math.min(from - 1, nearest))) {
        return false;
      }
    }
    return true;
  }

  /** Whether the nearest pixel repeats each one as often as the factor says. */
  private static boolean repeats(boolean half, String centres, String rounding, int factor) {
    return half && rounding.startsWith("round_prefer")
        || centres.equals("asymmetric") && rounding.equals("floor")
        || centres.equals("asymmetric") && rounding.equals("round_prefer_floor") && factor <= 2;
  }
}
