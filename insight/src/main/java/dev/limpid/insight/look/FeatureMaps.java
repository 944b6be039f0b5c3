package dev.limpid.insight.look;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Network;
import java.util.ArrayList;
import java.util.List;

/** What the channels of a layer answer to an image, and the filters of a convolution, as planes. */
public final class FeatureMaps {
  private FeatureMaps() {}

  /**
   * What a layer puts out for an image, in inference.
   *
   * @param layer its name; it puts out {@code [H,W,K]}
   * @param image row-major, as the network takes it; not modified
   * @return {@code K} planes
   * @throws IllegalArgumentException if there is no such layer, its output has no height and width,
   *     or the network has several inputs or a layer of a type that is not known
   */
  public static List<Plane> of(Network network, String layer, float[] image) {
    Tapped tapped = new Tapped(network, layer);
    tapped.scores(image);
    Tensor activation = tapped.activation();
    Shape shape = activation.shape();
    if (shape.rank() != 4) {
      throw new IllegalArgumentException(layer + " puts out " + shape + ": no height and width");
    }
    return planes(activation.data(), shape.dim(1), shape.dim(2), shape.dim(3));
  }

  /**
   * The kernel of a convolution.
   *
   * @param channel which of the channels that a filter takes, from 0 on
   * @return a plane {@code [KH,KW]} for each filter
   * @throws IllegalArgumentException if there is no such channel
   * @throws IllegalStateException if the layer is not built
   */
  public static List<Plane> filters(Conv2D convolution, int channel) {
    if (convolution.parameters().isEmpty()) {
      throw new IllegalStateException(convolution + " has no kernel before it is built");
    }
    Tensor kernel = convolution.parameters().get(0).value();
    Shape shape = kernel.shape(); // [KH,KW,C,filters]
    int channels = shape.dim(2);
    if (channel < 0 || channel >= channels) {
      throw new IllegalArgumentException(
          "the channel must be 0 to " + (channels - 1) + ", but is " + channel);
    }
    int filters = shape.dim(3);
    float[] values = new float[shape.dim(0) * shape.dim(1) * filters];
    for (int at = 0; at < shape.dim(0) * shape.dim(1); at++) {
      System.arraycopy(
          kernel.data(), (at * channels + channel) * filters, values, at * filters, filters);
    }
    return planes(values, shape.dim(0), shape.dim(1), filters);
  }

  private static List<Plane> planes(float[] values, int height, int width, int count) {
    List<Plane> planes = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      float[] plane = new float[height * width];
      for (int at = 0; at < plane.length; at++) {
        plane[at] = values[at * count + k];
      }
      planes.add(new Plane(height, width, plane));
    }
    return planes;
  }
}
