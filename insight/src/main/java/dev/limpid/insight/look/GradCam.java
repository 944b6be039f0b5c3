package dev.limpid.insight.look;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import java.util.List;
import java.util.Objects;

/**
 * Where in an image a network sees a class: Grad-CAM.
 *
 * <pre>{@code
 * Plane where = GradCam.of(network).map(image, classIndex); // as high and wide as the image
 * }</pre>
 *
 * <p>With the activations {@code A} of a layer, {@code [H,W,K]}, and the score {@code s} of a class
 * before the softmax:
 *
 * <pre>
 * weight[k] = mean over places of ds / dA[y,x,k]
 * map[y,x]  = max(0, sum over k of weight[k] * A[y,x,k])
 * </pre>
 *
 * <p>brought to the size of the image by linear interpolation. Selvaraju et al., "Grad-CAM: Visual
 * Explanations from Deep Networks via Gradient-based Localization", 2017, arXiv:1610.02391. The
 * network is copied as it is now; the moving averages of BatchNorm are used, as in inference. One
 * thread at a time.
 */
public final class GradCam {
  private final String layer;
  private final Tapped tapped;

  private GradCam(String layer, Tapped tapped) {
    this.layer = layer;
    this.tapped = tapped;
  }

  /**
   * Looks at the last layer whose output has more than one place.
   *
   * @throws IllegalArgumentException if there is none, or the network has several inputs or a layer
   *     of a type that is not known
   */
  public static GradCam of(Network network) {
    return of(network, lastPicture(network));
  }

  /**
   * Looks at one layer.
   *
   * @param layer its name; it puts out {@code [H,W,K]}
   * @throws IllegalArgumentException if there is no such layer, or the network has several inputs
   *     or a layer of a type that is not known
   */
  public static GradCam of(Network network, String layer) {
    Objects.requireNonNull(layer, "layer");
    for (Layer each : network.layers()) {
      if (each.name().equals(layer) && each.outputShape().rank() != 3) {
        throw new IllegalArgumentException(
            layer + " puts out " + each.outputShape() + ", which has no height and width");
      }
    }
    return new GradCam(layer, new Tapped(network, layer));
  }

  private static String lastPicture(Network network) {
    List<Layer> layers = network.layers();
    for (int i = layers.size() - 1; i >= 0; i--) {
      Shape shape = layers.get(i).outputShape();
      if (shape.rank() == 3 && shape.dim(0) * shape.dim(1) > 1) {
        return layers.get(i).name();
      }
    }
    throw new IllegalArgumentException("no layer of the network puts out a picture");
  }

  /** The layer that is looked at. */
  public String layer() {
    return layer;
  }

  /**
   * Where a class is seen.
   *
   * @param image row-major, as the network takes it; not modified
   * @param classIndex whose score is explained
   * @return as high and wide as the image; 0 or more, in units of the score. All 0 where nothing
   *     speaks for the class
   * @throws IllegalArgumentException if the image or the class does not fit the network
   */
  public Plane map(float[] image, int classIndex) {
    Shape input = tapped.network().inputShape();
    int classes = tapped.network().outputShape().size();
    if (classIndex < 0 || classIndex >= classes) {
      throw new IllegalArgumentException(
          "the class must be 0 to " + (classes - 1) + ", but is " + classIndex);
    }
    tapped.scores(image);
    Tensor gradient = tapped.gradientOf(classIndex);
    Shape shape = gradient.shape();
    int places = shape.dim(1) * shape.dim(2);
    double[] weights = meanOverPlaces(gradient.data(), places);
    float[] activation = tapped.activation().data();
    float[] map = new float[places];
    for (int at = 0; at < places; at++) {
      double sum = 0;
      for (int k = 0; k < weights.length; k++) {
        sum += weights[k] * activation[at * weights.length + k];
      }
      map[at] = (float) Math.max(0, sum);
    }
    return new Plane(shape.dim(1), shape.dim(2), map).resized(input.dim(0), input.dim(1));
  }

  private static double[] meanOverPlaces(float[] values, int places) {
    double[] mean = new double[values.length / places];
    for (int i = 0; i < values.length; i++) {
      mean[i % mean.length] += values[i] / (double) places;
    }
    return mean;
  }
}
