package dev.limpid.interop.pytorch;

import dev.limpid.core.Shape;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The order of features behind a {@link Flatten}: here channels are innermost, {@code [H,W,C]}, in
 * PyTorch outermost, {@code [C,H,W]}. What is learned from features in the one order, such as the
 * kernel of a Dense, has to be reordered for the other; up to the next Dense, which mixes all.
 */
final class FeatureOrder {
  private static final int[] EQUAL = {};

  private final Map<String, int[]> images = new HashMap<>();

  private FeatureOrder() {}

  /** Follows the features through a network. */
  static FeatureOrder of(Network network) {
    FeatureOrder order = new FeatureOrder();
    List<Layer> layers = network.layers();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      int[] image = EQUAL;
      if (layer instanceof Flatten) {
        image = flattened(layer.inputShape());
      } else if (keepsFeatures(layer)) {
        image = order.images.getOrDefault(network.sources(i).get(0), EQUAL);
      }
      order.images.put(layer.name(), image);
    }
    for (int i = 0; i < layers.size(); i++) {
      order.images.put(
          "\0" + layers.get(i).name(), order.images.getOrDefault(network.sources(i).get(0), EQUAL));
    }
    return order;
  }

  private static int[] flattened(Shape input) {
    return input.rank() == 3 && input.dim(0) * input.dim(1) > 1 && input.dim(2) > 1
        ? input.toArray()
        : EQUAL;
  }

  private static boolean keepsFeatures(Layer layer) {
    return layer.outputShape().rank() == 1
        && layer.inputShape().equals(layer.outputShape())
        && !layer.type().equals("Dense");
  }

  /**
   * The shape {@code [H,W,C]} of the image whose values are the features that a layer takes; null
   * if their order is the same here and there.
   */
  int[] before(Layer layer) {
    int[] image = images.get("\0" + layer.name());
    return image == null || Arrays.equals(image, EQUAL) ? null : image.clone();
  }
}
