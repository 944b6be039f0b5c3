package dev.limpid.interop.keras;

import dev.limpid.core.Parameter;
import dev.limpid.layers.Layer;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;

/** A variable of a Keras layer, and the parameters that it is carried into. */
final class Variable {
  /** What Keras's layer calls it: kernel, bias, gamma ... */
  final String role;

  /** The shape that it has in the file. */
  final int[] dims;

  /** Whether Keras trains it, unless its layer is frozen. */
  final boolean trainable;

  private final List<Target> targets = new ArrayList<>();

  /** A parameter of a layer that is yet to be built. */
  private record Target(Layer layer, String role) {}

  Variable(String role, boolean trainable, int... dims) {
    this.role = role;
    this.trainable = trainable;
    this.dims = dims;
  }

  /** Its values, in their order, are those of a parameter. */
  Variable into(Layer layer, String parameter) {
    targets.add(new Target(layer, parameter));
    return this;
  }

  /** One more place where the same variable is used. */
  void alsoInto(Variable other) {
    targets.addAll(other.targets);
  }

  long size() {
    long size = 1;
    for (int dim : dims) {
      size *= dim;
    }
    return size;
  }

  /** The parameters, once the network is built. */
  List<Parameter> parameters() {
    return targets.stream().map(Variable::parameter).toList();
  }

  /** The layers that have them. */
  List<Layer> layers() {
    return targets.stream().map(Target::layer).toList();
  }

  private static Parameter parameter(Target target) {
    String name = target.layer.name() + "." + target.role;
    return target.layer.parameters().stream()
        .filter(parameter -> parameter.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("no parameter " + name));
  }
}
