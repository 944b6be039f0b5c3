package dev.limpid.interop.keras;

import dev.limpid.interop.hdf5.Hdf5Dataset;
import dev.limpid.interop.hdf5.Hdf5Group;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights as Keras 3 keeps them: under {@code layers/conv2d_1/vars/0}, with layers numbered by
 * class and variables by their order.
 */
final class NumberedWeights implements Weights {
  /** What TensorFlow 2.13 called {@code layers}. */
  private static final String OLD = "_layer_checkpoint_dependencies";

  private final Hdf5Group root;

  NumberedWeights(Hdf5Group root) {
    this.root = root;
  }

  @Override
  public Map<String, List<Hdf5Dataset>> find(
      KerasModel model, Map<String, List<Variable>> variables) throws IOException {
    Map<String, List<Hdf5Dataset>> found = new LinkedHashMap<>();
    boolean old = root.has(OLD);
    for (Map.Entry<String, List<Variable>> entry : variables.entrySet()) {
      if (entry.getValue().isEmpty()) {
        continue;
      }
      String place = old ? entry.getKey().replace("layers/", OLD + "/") : entry.getKey();
      found.put(entry.getKey(), datasets(place, entry.getValue()));
    }
    return found;
  }

  private List<Hdf5Dataset> datasets(String place, List<Variable> variables) throws IOException {
    Hdf5Group group = root.group(place + "/vars");
    if (group == null) {
      throw new Refusal("has no weights under '" + place + "/vars'");
    }
    boolean counted = variables.get(0).role.equals("mean") && group.has("2"); // and how many
    if (group.names().size() != variables.size() + (counted ? 1 : 0)) {
      throw new Refusal(
          "has "
              + group.names().size()
              + " variables under '"
              + place
              + "', where "
              + variables.size()
              + " are expected");
    }
    List<Hdf5Dataset> datasets = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      Hdf5Dataset dataset = group.dataset(String.valueOf(i));
      if (dataset == null) {
        throw new Refusal("has no variable " + i + " under '" + place + "'");
      }
      datasets.add(dataset);
    }
    return datasets;
  }
}
