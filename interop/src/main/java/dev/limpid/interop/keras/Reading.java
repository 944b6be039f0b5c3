package dev.limpid.interop.keras;

import dev.limpid.core.Parameter;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.hdf5.Hdf5Dataset;
import dev.limpid.layers.Network;
import dev.limpid.layers.Node;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A model that has been read.
 *
 * @param network with the file's weights
 * @param assembly how it was put together
 * @param found where the values of each variable are, by the place of its layer
 */
record Reading(Network network, Assembly assembly, Map<String, List<Hdf5Dataset>> found) {
  private static final int MOST_VALUES = 4_000_000;

  /** What is done with a variable and its values. */
  @FunctionalInterface
  interface Action {
    void accept(Variable variable, Hdf5Dataset dataset) throws IOException;
  }

  static Object parse(String json) {
    try {
      return Json.parse(json, MOST_VALUES);
    } catch (IOException | IllegalArgumentException e) {
      throw new Refusal("has a configuration that is " + e.getMessage());
    }
  }

  /** Builds the network, which is not done before all shapes are known to be those of the file. */
  static Reading of(KerasSource source, Compute compute) throws IOException {
    KerasModel model = KerasModel.read(parse(source.config()));
    Assembly assembly = new Assembly(source.hdf5().length / 2);
    boolean first = source.version().startsWith("1");
    assembly.version = source.shortVersion();
    assembly.oldHardSigmoid = first || source.version().startsWith("2");
    OldKernels old = new OldKernels(first, source.theano());
    Node output = Translation.of(model, assembly);
    Map<String, List<Hdf5Dataset>> found = source.weights().find(model, assembly.variables);
    forEach(
        assembly,
        found,
        (variable, dataset) -> {
          if (!Arrays.equals(variable.dims, old.dims(variable, dataset.dims()))) {
            throw new Refusal(
                "has weights "
                    + ForeignText.quoted(dataset.path())
                    + " of shape "
                    + Arrays.toString(dataset.dims())
                    + ", where "
                    + Arrays.toString(variable.dims)
                    + " is expected");
          }
        });
    Network network;
    try {
      network = assembly.graph.on(compute).build(output, 0);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new Refusal("describes a network that can't be built: " + e.getMessage());
    }
    forEach(
        assembly,
        found,
        (variable, dataset) -> {
          float[] values = old.values(variable, dataset.dims(), dataset.floats());
          for (Parameter parameter : variable.parameters()) {
            if (values.length == 1) {
              parameter.value().fill(values[0]); // one for all channels
            } else {
              System.arraycopy(values, 0, parameter.value().data(), 0, values.length);
            }
          }
        });
    assembly.constants.forEach(Constant::fill);
    freeze(assembly);
    return new Reading(network, assembly, found);
  }

  void forEach(Action action) throws IOException {
    forEach(assembly, found, action);
  }

  private static void forEach(
      Assembly assembly, Map<String, List<Hdf5Dataset>> found, Action action) throws IOException {
    for (Map.Entry<String, List<Hdf5Dataset>> entry : found.entrySet()) {
      List<Variable> variables = assembly.variables.get(entry.getKey());
      for (int i = 0; i < variables.size(); i++) {
        action.accept(variables.get(i), entry.getValue().get(i));
      }
    }
  }

  /** What Keras does not train is not trained here, nor are copies, which would part. */
  private static void freeze(Assembly assembly) {
    for (Variable variable : assembly.untrained) {
      for (Parameter parameter : variable.parameters()) {
        parameter.freeze(true);
      }
    }
    assembly.variables.forEach(
        (place, variables) -> {
          for (Variable variable : variables) {
            if (variable.parameters().size() > 1 || assembly.frozen.contains(place)) {
              variable.layers().forEach(layer -> layer.trainable(false));
            }
          }
        });
    if (!assembly.copied.isEmpty()) {
      assembly.notes.add(
          "Layers are used on inputs of several kinds: "
              + String.join(", ", assembly.copied)
              + "; each place has a copy of their weights, which are frozen, since copies that are"
              + " trained would part.");
    }
  }
}
