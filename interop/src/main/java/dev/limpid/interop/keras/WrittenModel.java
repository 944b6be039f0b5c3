package dev.limpid.interop.keras;

import dev.limpid.core.Shape;
import dev.limpid.interop.hdf5.Hdf5Writer;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A network as a Functional model of Keras 3, without an optimizer. */
final class WrittenModel {
  /** What files say that they were written by: the oldest version that was tried. */
  static final String VERSION = "3.3.3";

  /** Layers and inputs by their names in Keras, as they were written down. */
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private final List<Named> weighted = new ArrayList<>();
  private final Set<String> names = new HashSet<>();
  private final Map<String, Integer> types = new HashMap<>();

  /** For each of Limpid's layers and inputs, the Keras layer whose output it is. */
  private final Map<String, Source> sources = new HashMap<>();

  private final String config;

  /** What each call takes, and the layer that it is of; calls are named after layers. */
  private final Map<String, List<String>> takes = new HashMap<>();

  private final Map<String, String> layerOf = new HashMap<>();

  /** What layers that others share weights with became. */
  private final Map<Layer, List<String>> writtenAs = new HashMap<>();

  private record Source(String layer, int call, Shape shape) {
    /** A name of the call. */
    String name() {
      return call == 0 ? layer : layer + "/" + call;
    }
  }

  /** What is said about a layer, its calls in that, and the layer itself; null for an input. */
  private record Entry(Object described, List<Object> calls, WrittenLayer layer) {}

  /** A layer with variables: its name, and its place in Keras 3's files. */
  private record Named(String name, String place, WrittenLayer layer) {}

  WrittenModel(Network network) {
    List<Object> inputs = new ArrayList<>();
    network.inputs().forEach((name, shape) -> inputs.add(input(name, shape)));
    Map<String, Layer> layersByName = new HashMap<>();
    Source last = null;
    for (int i = 0; i < network.layers().size(); i++) {
      Layer layer = network.layers().get(i);
      List<Source> taken = network.sources(i).stream().map(sources::get).toList();
      Source out = taken.get(0);
      Layer before = layersByName.get(network.sources(i).get(0));
      layersByName.put(layer.name(), layer);
      List<WrittenLayer> written = LayerWriter.of(layer, before, taken.size());
      List<String> there = writtenAs.get(layer.weightsOf());
      List<String> own = new ArrayList<>();
      for (int k = 0; k < written.size(); k++) {
        WrittenLayer each = written.get(k);
        boolean lastOne = k == written.size() - 1;
        if (there == null || each.weights.isEmpty()) {
          own.add(layerName(layer.name() + (lastOne ? "" : "_" + snake(each.type))));
          add(own.get(k), each, layer.isTrainable() || each.weights.isEmpty());
        } else {
          own.add(there.get(k));
        }
        Shape shape = lastOne ? layer.outputShape() : between(layer, each);
        out = call(own.get(k), each, k == 0 ? taken : List.of(out), shape);
      }
      writtenAs.putIfAbsent(layer, own);
      sources.put(layer.name(), out);
      last = out;
    }
    List<String> order = KerasOrder.of(last.name(), takes, layerOf);
    List<Object> layers = new ArrayList<>();
    for (String name : order) {
      Entry entry = entries.get(name);
      layers.add(entry.described);
      if (entry.layer != null) {
        number(name, entry.layer);
      }
    }
    Map<String, Object> model = new LinkedHashMap<>();
    model.put("name", "limpid");
    model.put("trainable", true);
    model.put("layers", layers);
    model.put("input_layers", inputs);
    model.put("output_layers", List.of(Arrays.asList(last.layer, last.call, 0)));
    Map<String, Object> whole = described("keras.src.models.functional", "Functional", model);
    whole.put("registered_name", "Functional");
    whole.put("build_config", map("input_shape", null));
    config = Json.write(whole);
  }

  /** The shape between a padding and the convolution behind it. */
  private static Shape between(Layer layer, WrittenLayer padding) {
    List<?> sides = (List<?>) padding.config.get("padding");
    int[] dims = layer.inputShape().toArray();
    for (int i = 0; i < 2; i++) {
      for (Object amount : (List<?>) sides.get(i)) {
        dims[i] += (Integer) amount;
      }
    }
    return Shape.of(dims);
  }

  private static String snake(String type) {
    return Translation.snakeCase(type);
  }

  /** Names of layers have no dot either, which Keras on PyTorch refuses in those of variables. */
  private String layerName(String wanted) {
    return name(wanted.replace('.', '_'));
  }

  /** Names of Keras's are told apart, and have no slash. */
  private String name(String wanted) {
    String base = wanted.replace('/', '_').toLowerCase(Locale.ROOT);
    String name = base;
    for (int number = 2; !names.add(name); number++) {
      name = base + "_" + number;
    }
    return name;
  }

  private static List<Object> batch(Shape shape) {
    List<Object> dims = new ArrayList<>();
    dims.add(null);
    for (int dim : shape.toArray()) {
      dims.add(dim);
    }
    return dims;
  }

  private static Map<String, Object> map(String key, Object value) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(key, value);
    return map;
  }

  private static Map<String, Object> described(String module, String type, Object config) {
    Map<String, Object> described = map("module", module);
    described.put("class_name", type);
    described.put("config", config);
    described.put("registered_name", null);
    return described;
  }

  private Object input(String name, Shape shape) {
    String unique = name(name);
    Map<String, Object> options = map("batch_shape", batch(shape));
    options.put("dtype", "float32");
    options.put("sparse", false);
    options.put("name", unique);
    Map<String, Object> described = described("keras.layers", "InputLayer", options);
    described.put("name", unique);
    described.put("inbound_nodes", List.of());
    entries.put(unique, new Entry(described, List.of(), null));
    takes.put(unique, List.of());
    layerOf.put(unique, unique);
    sources.put(name, new Source(unique, 0, shape));
    return Arrays.asList(unique, 0, 0);
  }

  private void add(String name, WrittenLayer layer, boolean trainable) {
    Map<String, Object> options = map("name", name);
    if (!layer.type.equals("SpatialDropout2D")) { // which does not take it
      options.put("trainable", trainable);
    }
    options.put("dtype", "float32");
    options.putAll(layer.config);
    List<Object> calls = new ArrayList<>();
    Map<String, Object> described = described("keras.layers", layer.type, options);
    described.put("name", name);
    described.put("inbound_nodes", calls);
    entries.put(name, new Entry(described, calls, layer));
  }

  /** Applies a layer that is there to tensors. */
  private Source call(String name, WrittenLayer layer, List<Source> taken, Shape shape) {
    Entry entry = entries.get(name);
    if (!entry.layer.config.equals(layer.config)) {
      throw new Refusal(
          "can't be written: a layer that has the weights of '"
              + name
              + "' would have other options in Keras, where both are one layer");
    }
    List<Object> tensors = new ArrayList<>();
    for (Source source : taken) {
      Map<String, Object> tensor = map("shape", batch(source.shape));
      tensor.put("dtype", "float32");
      tensor.put("keras_history", Arrays.asList(source.layer, source.call, 0));
      Map<String, Object> one = map("class_name", "__keras_tensor__");
      one.put("config", tensor);
      tensors.add(one);
    }
    Map<String, Object> node = map("args", taken.size() == 1 ? tensors : List.of(tensors));
    node.put("kwargs", Map.of());
    Source source = new Source(name, entry.calls.size(), shape);
    entry.calls.add(node);
    takes.put(source.name(), taken.stream().map(Source::name).toList());
    layerOf.put(source.name(), name);
    return source;
  }

  /** Keras 3 finds variables by the number of their layer among those of its class. */
  private void number(String name, WrittenLayer layer) {
    String type = snake(layer.type);
    int number = types.merge(type, 1, Integer::sum) - 1;
    if (!layer.weights.isEmpty()) {
      String place = "layers/" + type + (number == 0 ? "" : "_" + number);
      weighted.add(new Named(name, place, layer));
    }
  }

  /** The configuration as JSON. */
  String config() {
    return config;
  }

  /** The weights as in {@code model.weights.h5}. */
  byte[] numberedWeights() {
    Hdf5Writer root = new Hdf5Writer();
    root.group("vars");
    for (Named named : weighted) {
      Hdf5Writer vars = root.group(named.place + "/vars");
      vars.text("name", named.name);
      for (int i = 0; i < named.layer.weights.size(); i++) {
        WrittenLayer.Weight weight = named.layer.weights.get(i);
        vars.floats(String.valueOf(i), weight.parameter().value().copy().data(), weight.dims());
      }
    }
    return root.toBytes();
  }

  /**
   * The whole model as in Keras's {@code .h5}.
   *
   * @param texts to be kept beside it
   */
  byte[] hdf5(Map<String, String> texts) {
    Hdf5Writer root = new Hdf5Writer();
    texts.forEach(root::text);
    root.text("keras_version", VERSION);
    root.text("backend", "tensorflow");
    root.text("model_config", config);
    Hdf5Writer weights = root.group("model_weights");
    weights.text("keras_version", VERSION);
    weights.text("backend", "tensorflow");
    List<String> all = new ArrayList<>();
    for (Named named : weighted) {
      all.add(named.name);
      List<String> own = new ArrayList<>();
      Hdf5Writer group = weights.group(named.name);
      for (WrittenLayer.Weight weight : named.layer.weights) {
        String path = named.name + "/" + weight.role();
        own.add(path);
        group.floats(path, weight.parameter().value().copy().data(), weight.dims());
      }
      group.texts("weight_names", own);
    }
    weights.texts("layer_names", all);
    weights.group("top_level_model_weights").texts("weight_names", List.of());
    return root.toBytes();
  }
}
