package dev.limpid.interop.keras;

import dev.limpid.interop.hdf5.Hdf5Dataset;
import dev.limpid.interop.hdf5.Hdf5Exception;
import dev.limpid.interop.hdf5.Hdf5Group;
import dev.limpid.interop.hdf5.Hdf5Object;
import dev.limpid.layers.json.ForeignText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Weights as Keras 1 and 2 keep them, and Keras 3 in its {@code .h5}: a group for each layer of the
 * outermost model, which names its weights in order: trained ones first, then the others.
 */
final class NamedWeights implements Weights {
  private final Hdf5Group root;

  /** Holds {@code layer_names}. */
  NamedWeights(Hdf5Group root) {
    this.root = root;
  }

  /** A variable of a layer, in the order in which a group has them. */
  private record Slot(String place, int number, KerasLayer layer, Variable variable) {}

  @Override
  public Map<String, List<Hdf5Dataset>> find(
      KerasModel model, Map<String, List<Variable>> variables) throws IOException {
    Map<String, Hdf5Dataset[]> found = new LinkedHashMap<>();
    variables.forEach((place, list) -> found.put(place, new Hdf5Dataset[list.size()]));
    List<String> places = Translation.places(model, "");
    List<String> names = names(root, "layer_names");
    List<Integer> weighted = new ArrayList<>();
    for (int i = 0; i < model.layers().size(); i++) {
      if (!slots(model.layers().get(i), places.get(i), variables).isEmpty()) {
        weighted.add(i);
      }
    }
    boolean byName = weighted.stream().allMatch(i -> names.contains(model.layers().get(i).name()));
    List<String> withWeights = new ArrayList<>();
    for (String name : names) {
      if (!weightNames(name).isEmpty()) {
        withWeights.add(name);
      }
    }
    if (!byName && withWeights.size() != weighted.size()) {
      throw new Refusal(
          "has weights of "
              + withWeights.size()
              + " layers, where "
              + weighted.size()
              + " have some");
    }
    for (int k = 0; k < weighted.size(); k++) {
      KerasLayer layer = model.layers().get(weighted.get(k));
      String group = byName ? layer.name() : withWeights.get(k);
      assign(group, slots(layer, places.get(weighted.get(k)), variables), found);
    }
    Map<String, List<Hdf5Dataset>> lists = new LinkedHashMap<>();
    found.forEach((place, datasets) -> lists.put(place, List.of(datasets)));
    return lists;
  }

  private List<String> weightNames(String layer) throws IOException {
    Hdf5Group group = root.group(layer);
    if (group == null) {
      throw new Refusal("names the layer " + ForeignText.quoted(layer) + ", but has no such group");
    }
    return names(group, "weight_names");
  }

  /** A list of names, which is cut into several attributes where it is long. */
  static List<String> names(Hdf5Object object, String attribute) throws Hdf5Exception {
    Optional<List<String>> whole = object.texts(attribute);
    if (whole.isPresent()) {
      return whole.get();
    }
    List<String> all = new ArrayList<>();
    for (int part = 0; ; part++) {
      Optional<List<String>> more = object.texts(attribute + part);
      if (more.isEmpty()) {
        return all;
      }
      all.addAll(more.get());
    }
  }

  /** Trained variables first, then the others, through all that is nested. */
  private static List<Slot> slots(
      KerasLayer layer, String place, Map<String, List<Variable>> variables) {
    List<Slot> all = new ArrayList<>();
    collect(layer, place, variables, all);
    List<Slot> ordered = new ArrayList<>();
    all.stream().filter(slot -> isTrained(slot)).forEach(ordered::add);
    all.stream().filter(slot -> !isTrained(slot)).forEach(ordered::add);
    return ordered;
  }

  private static boolean isTrained(Slot slot) {
    return slot.variable.trainable && slot.layer.isTrainable();
  }

  private static void collect(
      KerasLayer layer, String place, Map<String, List<Variable>> variables, List<Slot> slots) {
    if (layer.model() != null) {
      List<String> places = Translation.places(layer.model(), place + "/");
      for (int i = 0; i < places.size(); i++) {
        collect(layer.model().layers().get(i), places.get(i), variables, slots);
      }
      return;
    }
    List<Variable> own = variables.getOrDefault(place, List.of());
    for (int i = 0; i < own.size(); i++) {
      slots.add(new Slot(place, i, layer, own.get(i)));
    }
  }

  private void assign(String name, List<Slot> slots, Map<String, Hdf5Dataset[]> found)
      throws IOException {
    Hdf5Group group = root.group(name);
    List<String> weights = weightNames(name);
    boolean counted = slots.get(0).variable.role.equals("mean") && weights.size() == 3;
    if (weights.size() != slots.size() + (counted ? 1 : 0)) {
      throw new Refusal(
          "has "
              + weights.size()
              + " weights for "
              + ForeignText.quoted(name)
              + ", where "
              + slots.size()
              + " are expected");
    }
    List<String> ordered = inOrder(weights, slots);
    for (int i = 0; i < slots.size(); i++) {
      Hdf5Dataset dataset = group.dataset(ordered.get(i));
      if (dataset == null) {
        throw new Refusal("has no weights " + ForeignText.quoted(ordered.get(i)));
      }
      found.get(slots.get(i).place)[slots.get(i).number] = dataset;
    }
  }

  /**
   * Which name is whose: where each variable is the only one whose layer and role a name ends with,
   * the names say so; otherwise their order does. A name that says another role is refused.
   */
  private static List<String> inOrder(List<String> weights, List<Slot> slots) {
    List<String> byName = new ArrayList<>();
    for (Slot slot : slots) {
      String end = "/" + slot.layer.name() + "/" + slot.variable.role;
      List<String> fitting =
          weights.stream().filter(weight -> ("/" + plain(weight)).endsWith(end)).toList();
      if (fitting.size() == 1) {
        byName.add(fitting.get(0));
      }
    }
    if (byName.size() == slots.size() && byName.stream().distinct().count() == byName.size()) {
      return byName;
    }
    for (int i = 0; i < slots.size(); i++) {
      String name = plain(weights.get(i));
      String role = name.substring(name.lastIndexOf('/') + 1);
      String expected = slots.get(i).variable.role;
      boolean depthwise = expected.equals("depthwise_kernel") && role.equals("kernel");
      if (KNOWN_ROLES.contains(role) && !expected.equals(role) && !depthwise) {
        throw new Refusal(
            "has the weights "
                + ForeignText.quoted(weights.get(i))
                + " where "
                + slots.get(i).layer
                + " has its "
                + expected);
      }
    }
    return weights;
  }

  private static final List<String> KNOWN_ROLES =
      List.of(
          "kernel",
          "bias",
          "gamma",
          "beta",
          "moving_mean",
          "moving_variance",
          "depthwise_kernel",
          "pointwise_kernel",
          "alpha");

  /** TensorFlow puts {@code :0} behind names. */
  private static String plain(String name) {
    return name.endsWith(":0") ? name.substring(0, name.length() - 2) : name;
  }
}
