package dev.limpid.interop.keras;

import dev.limpid.interop.format.ModelFormat;
import dev.limpid.interop.hdf5.Hdf5Dataset;
import dev.limpid.interop.hdf5.Hdf5File;
import dev.limpid.interop.hdf5.Hdf5Group;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a file says about the training that its model is of: a {@code .keras} file in its
 * configuration and under {@code optimizer/vars}, an {@code .h5} file of Keras 3 in the attribute
 * {@code training_config} and under {@code optimizer_weights}.
 *
 * @param optimizer its class
 * @param optimizerConfig its settings
 * @param variables its count of steps, its learning rate unless that has a schedule, and its
 *     moments; empty if the file has none
 * @param loss Keras's name of it
 */
record SavedTraining(
    String optimizer, Map<?, ?> optimizerConfig, List<Hdf5Dataset> variables, String loss) {

  /**
   * Finds it in a file.
   *
   * @throws Refusal if there is none, or another Keras wrote it
   */
  static SavedTraining in(KerasSource source) throws IOException {
    Hdf5Group root = Hdf5File.read(source.hdf5());
    boolean inConfig = source.format() == ModelFormat.KERAS;
    Object training;
    Object optimizer;
    if (inConfig) {
      Object whole = Reading.parse(source.config());
      training = whole instanceof Map<?, ?> map ? map.get("compile_config") : null;
      optimizer = training instanceof Map<?, ?> map ? map.get("optimizer") : null;
    } else {
      String text = root.text("training_config").orElse("null");
      training = Reading.parse(text);
      optimizer = training instanceof Map<?, ?> map ? map.get("optimizer_config") : null;
    }
    if (!(training instanceof Map<?, ?> compiled) || !(optimizer instanceof Map<?, ?> described)) {
      throw new Refusal(
          "was not compiled when it was saved, so there is no training to go on with");
    }
    if (!inConfig && !source.version().startsWith("3")) {
      throw new Refusal(
          "was saved by Keras "
              + source.version()
              + ", whose optimizers compute otherwise than those of Keras 3; the training can't go"
              + " on as it was");
    }
    Object loss = compiled.get("loss");
    Object name = loss instanceof Map<?, ?> map ? map.get("class_name") : loss;
    return new SavedTraining(
        String.valueOf(described.get("class_name")),
        described.get("config") instanceof Map<?, ?> config ? config : Map.of(),
        inConfig ? numbered(root.group("optimizer/vars")) : named(root.group("optimizer_weights")),
        String.valueOf(name));
  }

  private static List<Hdf5Dataset> numbered(Hdf5Group group) throws IOException {
    List<Hdf5Dataset> all = new ArrayList<>();
    while (group != null && group.has(String.valueOf(all.size()))) {
      all.add(required(group, String.valueOf(all.size())));
    }
    return all;
  }

  private static List<Hdf5Dataset> named(Hdf5Group group) throws IOException {
    List<Hdf5Dataset> all = new ArrayList<>();
    for (String name :
        group == null ? List.<String>of() : NamedWeights.names(group, "weight_names")) {
      all.add(required(group, name));
    }
    return all;
  }

  private static Hdf5Dataset required(Hdf5Group group, String name) throws IOException {
    Hdf5Dataset dataset = group.dataset(name);
    if (dataset == null) {
      throw new Refusal("has no variable '" + name + "' of the optimizer");
    }
    return dataset;
  }
}
