package dev.limpid.interop.onnx;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Merge;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A layer of the network that is to be, with what it takes; an input of the network if there is no
 * layer. Its weights are decoded when the network is built.
 */
final class Expr {
  private final Layer layer;
  private final List<Expr> inputs;
  private final Shape shape;
  private final Map<String, Supplier<float[]>> weights;
  private final String origin;
  private final Set<String> tensors;

  private Expr(
      Layer layer,
      List<Expr> inputs,
      Shape shape,
      Map<String, Supplier<float[]>> weights,
      String origin,
      Set<String> tensors) {
    this.layer = layer;
    this.inputs = inputs;
    this.shape = shape;
    this.weights = weights;
    this.origin = origin;
    this.tensors = tensors;
  }

  static Expr input(String name, Shape shape) {
    return new Expr(null, List.of(), shape, Map.of(), name, Set.of());
  }

  /**
   * A layer behind others; computes no more than its shape.
   *
   * @param weights by the last part of the parameters' names; those that are left out stay as they
   *     are at first
   * @param origin a name for the layer; empty for none
   * @param tensors names of the file's weights that these are made of
   */
  static Expr of(
      Layer layer,
      List<Expr> inputs,
      Map<String, Supplier<float[]>> weights,
      String origin,
      Set<String> tensors) {
    List<Shape> shapes = inputs.stream().map(Expr::shape).toList();
    Shape shape =
        layer instanceof Merge merge ? merge.outputShape(shapes) : layer.outputShape(shapes.get(0));
    return new Expr(layer, inputs, shape, weights, origin, tensors);
  }

  Layer layer() {
    return layer;
  }

  List<Expr> inputs() {
    return inputs;
  }

  /** Of one sample. */
  Shape shape() {
    return shape;
  }

  Map<String, Supplier<float[]>> weights() {
    return weights;
  }

  String origin() {
    return origin;
  }

  /** Names of the file's weights that the layer's are made of. */
  Set<String> tensors() {
    return tensors;
  }

  /**
   * Whether this layer is another one again: it is made of the same weights of the file, and these
   * come to the same values. Exporters keep equal weights once, such as gammas of 1, of which
   * nothing follows.
   */
  boolean isAgain(Expr other) {
    if (tensors.isEmpty()
        || !tensors.equals(other.tensors)
        || !layer.type().equals(other.layer.type())
        || !layer.config().equals(other.layer.config())
        || !parameterShapes().equals(other.parameterShapes())
        || !weights.keySet().equals(other.weights.keySet())) {
      return false;
    }
    boolean differ = false;
    for (String role : weights.keySet()) {
      float[] values = weights.get(role).get();
      if (!Arrays.equals(values, other.weights.get(role).get())) {
        return false;
      }
      for (float value : values) {
        differ |= value != values[0];
      }
    }
    return differ;
  }

  private Collection<Shape> parameterShapes() {
    return new TreeMap<>(layer.parameterShapes(inputs.get(0).shape())).values().stream().toList();
  }

  /** Bytes that values and gradients of its parameters will take. */
  long parameterBytes() {
    long values = 0;
    if (layer != null) {
      for (Shape parameter : layer.parameterShapes(inputs.get(0).shape()).values()) {
        values += parameter.size();
      }
    }
    return 8 * values;
  }

  /** Sets the weights of the layer, which is built. */
  void fill() {
    for (Parameter parameter : layer == null ? List.<Parameter>of() : layer.parameters()) {
      String role = parameter.name().substring(parameter.name().lastIndexOf('.') + 1);
      Supplier<float[]> values = weights.get(role);
      if (values != null) {
        float[] decoded = values.get();
        if (decoded.length != parameter.value().size()) {
          throw new IllegalArgumentException(
              layer
                  + ": "
                  + decoded.length
                  + " values for the parameter '"
                  + role
                  + "' of "
                  + parameter.value().size());
        }
        System.arraycopy(decoded, 0, parameter.value().data(), 0, decoded.length);
      }
    }
  }
}
