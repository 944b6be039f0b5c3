package dev.limpid.interop.keras;

import dev.limpid.core.Shape;
import dev.limpid.interop.keras.KerasLayer.Ref;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Node;
import dev.limpid.layers.json.ForeignText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Puts a network together from a model's configuration: models within it become its layers. */
final class Translation {
  private final Assembly assembly;

  private int calls;

  private Translation(Assembly assembly) {
    this.assembly = assembly;
  }

  /** The output of the network. */
  static Node of(KerasModel model, Assembly assembly) {
    Translation translation = new Translation(assembly);
    Map<String, Boolean> turned = ChannelOrder.ofInputs(model);
    List<Flow> inputs = new ArrayList<>();
    for (Ref input : model.inputs()) {
      KerasLayer layer = model.layer(input.layer());
      Shape shape = inputShape(layer);
      boolean turn = shape.rank() == 3 && turned.getOrDefault(layer.name(), false);
      Shape here = turn ? Shape.of(shape.dim(1), shape.dim(2), shape.dim(0)) : shape;
      if (turn) {
        assembly.notes.add(
            "The input '"
                + layer.name()
                + "' is "
                + here
                + ", channels last, where the file has "
                + shape
                + ".");
      }
      inputs.add(assembly.input(layer.name(), here, turn));
    }
    List<Flow> outputs = translation.run(model, inputs, "", "", true);
    List<String> names = model.outputs().stream().map(Ref::layer).toList();
    for (int i = 0; i < outputs.size(); i++) {
      if (outputs.get(i).turned() && outputs.size() == 1) {
        assembly.notes.add(
            "The output is "
                + outputs.get(i).node().shape()
                + ", channels last, where the file has "
                + outputs.get(i).shape()
                + ".");
      }
    }
    return assembly.output(names, outputs);
  }

  /** The shape of a sample: what an input says, without the batch. */
  private static Shape inputShape(KerasLayer input) {
    Object shape =
        input.config().get("batch_shape") != null
            ? input.config().get("batch_shape")
            : input.config().get("batch_input_shape");
    if (!(shape instanceof List<?> dims) || dims.isEmpty()) {
      throw new Refusal(
          "does not tell the shape of its input; put an Input with a shape in front and save it"
              + " again");
    }
    int[] sample = new int[dims.size() - 1];
    for (int i = 0; i < sample.length; i++) {
      if (!(dims.get(i + 1) instanceof Long size) || size < 1 || size > Integer.MAX_VALUE) {
        throw new Refusal(
            "leaves dimension "
                + (i + 1)
                + " of its input "
                + ForeignText.quoted(input.name())
                + " open ("
                + ForeignText.brief(shape)
                + "); save it with an Input of a fixed shape");
      }
      sample[i] = Math.toIntExact(size);
    }
    if (sample.length > 3) {
      throw new Refusal(
          "takes "
              + sample.length
              + "-dimensional samples; vectors, images and sequences are read");
    }
    try {
      return Shape.of(sample);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new Refusal("has an input of a shape that can't be: " + e.getMessage());
    }
  }

  /**
   * Runs through the calls of a model as soon as what they take is there.
   *
   * @param path place of the model in the file, with a slash behind it; empty for the outermost
   * @param prefix of the names that its layers get
   * @param trained whether no model around it is frozen
   */
  private List<Flow> run(
      KerasModel model, List<Flow> inputs, String path, String prefix, boolean trained) {
    if (inputs.size() != model.inputs().size()) {
      throw new Refusal(
          "applies the model '"
              + model.name()
              + "' to "
              + inputs.size()
              + " inputs, not "
              + model.inputs().size());
    }
    Map<Ref, Flow> flows = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      flows.put(model.inputs().get(i), inputs.get(i));
    }
    List<String> places = places(model, path);
    Set<Ref> needed = needed(model);
    List<Ref> waiting = new ArrayList<>();
    Map<String, Integer> numbers = new LinkedHashMap<>();
    for (int i = 0; i < model.layers().size(); i++) {
      KerasLayer layer = model.layers().get(i);
      numbers.put(layer.name(), i);
      for (int call = 0; call < layer.calls().size(); call++) {
        Ref first = new Ref(layer.name(), call, 0);
        if (needed.contains(first) && !flows.containsKey(first)) {
          waiting.add(first);
        }
      }
    }
    while (!waiting.isEmpty()) {
      List<Ref> later = new ArrayList<>();
      for (Ref call : waiting) {
        int number = numbers.get(call.layer());
        KerasLayer layer = model.layers().get(number);
        List<Flow> taken = new ArrayList<>();
        for (Ref ref : layer.calls().get(call.call())) {
          Flow flow = flows.get(known(model, ref));
          if (flow != null) {
            taken.add(flow);
          }
        }
        if (taken.size() < layer.calls().get(call.call()).size()) {
          later.add(call);
          continue;
        }
        List<Flow> out = apply(layer, taken, places.get(number), prefix, trained);
        for (int i = 0; i < out.size(); i++) {
          flows.put(new Ref(call.layer(), call.call(), i), out.get(i));
        }
      }
      if (later.size() == waiting.size()) {
        throw new Refusal(
            "has layers that wait for each other, such as "
                + ForeignText.quoted(later.get(0).layer()));
      }
      waiting = later;
    }
    List<Flow> outputs = new ArrayList<>();
    for (Ref output : model.outputs()) {
      Flow flow = flows.get(known(model, output));
      if (flow == null) {
        throw new Refusal(
            "puts out output "
                + output.output()
                + " of "
                + ForeignText.quoted(output.layer())
                + ", which is not there");
      }
      outputs.add(flow);
    }
    return outputs;
  }

  /** Calls are counted within a model, but some versions count those outside of it too. */
  private static Ref known(KerasModel model, Ref ref) {
    KerasLayer layer = model.layer(ref.layer());
    int calls = layer.calls().size();
    if (ref.call() >= 0 && ref.call() < calls) {
      return ref;
    }
    if (calls == 1) {
      return new Ref(ref.layer(), 0, ref.output());
    }
    throw new Refusal(
        "takes call "
            + ref.call()
            + " of "
            + ForeignText.quoted(ref.layer())
            + ", which has "
            + calls
            + " calls");
  }

  /** The calls, by their first outputs, that lead to what the model puts out. */
  private static Set<Ref> needed(KerasModel model) {
    Set<Ref> needed = new HashSet<>();
    List<Ref> open = new ArrayList<>(model.outputs());
    while (!open.isEmpty()) {
      Ref ref = known(model, open.remove(open.size() - 1));
      if (needed.add(new Ref(ref.layer(), ref.call(), 0))) {
        open.addAll(model.layer(ref.layer()).calls().get(ref.call()));
      }
    }
    return needed;
  }

  /**
   * Where the variables of each layer are: Keras 3 numbers layers by their class within a model,
   * and calls them so whatever their names are.
   */
  static List<String> places(KerasModel model, String path) {
    List<String> places = new ArrayList<>();
    Map<String, Integer> used = new HashMap<>();
    for (KerasLayer layer : model.layers()) {
      String type = snakeCase(layer.type());
      int number = used.merge(type, 1, Integer::sum) - 1;
      places.add(path + "layers/" + type + (number == 0 ? "" : "_" + number));
    }
    return places;
  }

  /**
   * {@code BatchNormalization} becomes {@code batch_normalization}, {@code PReLU} {@code p_re_lu}.
   */
  static String snakeCase(String type) {
    return type.replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  /** The layers that a layer of the file became the first time, each once. */
  private static List<Layer> layers(List<Variable> variables) {
    return variables.stream().map(variable -> variable.layers().get(0)).distinct().toList();
  }

  private List<Flow> apply(
      KerasLayer layer, List<Flow> taken, String place, String prefix, boolean trained) {
    if (++calls > 20_000) {
      throw new Refusal("applies its layers more than 20000 times");
    }
    boolean trains = trained && layer.isTrainable();
    if (layer.model() != null) {
      return run(layer.model(), taken, place + "/", prefix + layer.name() + ".", trains);
    }
    if (!trains) {
      assembly.frozen.add(place);
    }
    List<Variable> variables = new ArrayList<>();
    KerasOptions options = new KerasOptions(layer.toString(), layer.config());
    Flow flow =
        LayerTable.add(new Call(layer, options, prefix + layer.name(), taken, variables, assembly));
    options.requireAllRead();
    List<Variable> known = assembly.variables.putIfAbsent(place, variables);
    if (known != null && !known.isEmpty() && !assembly.share(layers(known), layers(variables))) {
      for (int i = 0; i < known.size(); i++) {
        known.get(i).alsoInto(variables.get(i));
      }
      assembly.copied.add(prefix + layer.name());
    }
    return List.of(flow);
  }
}
