package dev.limpid.train;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.io.ModelFileException;
import dev.limpid.layers.io.Safetensors;
import dev.limpid.layers.io.TensorFile;
import dev.limpid.layers.json.Json;
import dev.limpid.optim.Optimizer;
import dev.limpid.optim.Slots;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * The file of a training in the midst of its way: a model file, with the tensors of optimizer,
 * averages and best epoch beside the network's, and everything else as JSON in its metadata.
 *
 * <p>Random numbers are functions of seed, epoch, and counters that layers keep; so these stand for
 * the generators.
 */
final class Checkpoint {
  private static final String STATE = "limpid.checkpoint";
  private static final long VERSION = 1;
  private static final String MOMENTUM = "momentum";
  private static final String MEAN_SQUARE = "mean square";

  private final Path file;
  private final Map<String, Object> state;
  private final Map<String, Tensor> tensors;

  private Checkpoint(Path file, Map<String, Object> state, Map<String, Tensor> tensors) {
    this.file = file;
    this.state = state;
    this.tensors = tensors;
  }

  /** A checkpoint that is being made. */
  static Checkpoint toBeWritten(Path file) {
    return new Checkpoint(file, new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  /**
   * Reads a file as a whole.
   *
   * @throws ModelFileException if it is damaged or no checkpoint
   */
  static Checkpoint read(Path file) throws IOException {
    TensorFile content = Safetensors.read(file);
    String json = content.metadata().get(STATE);
    if (json == null) {
      throw new ModelFileException(file, "is no checkpoint: nothing in it says how to go on");
    }
    try {
      if (Json.parse(json) instanceof Map<?, ?> map) {
        Map<String, Object> state = new LinkedHashMap<>();
        map.forEach((name, value) -> state.put(String.valueOf(name), value));
        if (Long.valueOf(VERSION).equals(state.get("version"))) {
          return new Checkpoint(file, state, content.tensors());
        }
      }
    } catch (IOException e) {
      throw new ModelFileException(file, "is a damaged checkpoint: " + e.getMessage(), e);
    }
    throw new ModelFileException(
        file, "is a checkpoint of another version; this program reads version " + VERSION);
  }

  /** Writes it with the network as it is. */
  void write(Network network, Map<String, String> metadata) throws IOException {
    state.put("version", VERSION);
    Map<String, String> texts = new LinkedHashMap<>(metadata);
    texts.put(STATE, Json.write(state));
    ModelFile.write(network, texts, tensors, file);
  }

  void put(String name, Object value) {
    state.put(name, value);
  }

  boolean has(String name) {
    return state.get(name) != null;
  }

  /** Numbers as numbers; what JSON does not have, infinities, as what is given. */
  double number(String name, double otherwise) {
    return state.get(name) instanceof Number number ? number.doubleValue() : otherwise;
  }

  /**
   * A whole number.
   *
   * @throws ModelFileException if there is none
   */
  long whole(String name) throws ModelFileException {
    if (state.get(name) instanceof Long number && number >= 0) {
      return number;
    }
    throw new ModelFileException(file, "is a damaged checkpoint: it has no number '" + name + "'");
  }

  /**
   * So many numbers.
   *
   * @throws ModelFileException if they are not there
   */
  double[] numbers(String name, int count) throws ModelFileException {
    if (state.get(name) instanceof List<?> list
        && list.size() == count
        && list.stream().allMatch(Number.class::isInstance)) {
      return list.stream().mapToDouble(each -> ((Number) each).doubleValue()).toArray();
    }
    throw new ModelFileException(file, "is a damaged checkpoint: it has no numbers '" + name + "'");
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(state.get(name));
  }

  /** Texts; none where the file does not have them, as one of an earlier version. */
  List<String> texts(String name) {
    return state.get(name) instanceof List<?> list
        ? list.stream().map(String::valueOf).toList()
        : List.of();
  }

  Object value(String name) {
    return state.get(name);
  }

  void putAll(String kind, List<Parameter> parameters, List<Tensor> values) {
    for (int i = 0; i < values.size(); i++) {
      tensors.put(nameOf(kind, parameters.get(i)), values.get(i));
    }
  }

  void readAll(String kind, List<Parameter> parameters, List<Tensor> values)
      throws ModelFileException {
    for (int i = 0; i < values.size(); i++) {
      read(nameOf(kind, parameters.get(i)), values.get(i));
    }
  }

  private static String nameOf(String kind, Parameter parameter) {
    return "training/" + kind + "/" + parameter.name();
  }

  private void read(String name, Tensor target) throws ModelFileException {
    Tensor saved = tensors.get(name);
    if (saved == null || !saved.shape().equals(target.shape())) {
      throw ofAnotherTraining(
          "'"
              + name
              + "' is "
              + (saved == null ? "not there" : saved.shape().toString())
              + ", but should be "
              + target.shape());
    }
    target.copyFrom(saved);
  }

  /** What layers have beside their parameters, which the model file has. */
  void putNetwork(Network network) {
    put("layers", network.layers(Layer.class).stream().map(Checkpoint::stateOf).toList());
  }

  private static Map<String, Object> stateOf(Layer layer) {
    Map<String, Object> layerState = new LinkedHashMap<>();
    layerState.put("name", layer.name());
    layerState.put("trainable", layer.isTrainable());
    layerState.put("learning-rate multiplier", layer.learningRateMultiplier());
    layerState.put("counters", LongStream.of(layer.counters()).<Object>mapToObj(n -> n).toList());
    return layerState;
  }

  void readNetwork(Network network) throws ModelFileException {
    for (Parameter parameter : network.parameters()) {
      read(parameter.name(), parameter.value());
    }
    List<Layer> layers = network.layers(Layer.class);
    List<?> states = value("layers") instanceof List<?> list ? list : List.of();
    if (states.size() != layers.size()) {
      throw ofAnotherTraining("it has " + states.size() + " layers, not " + layers.size());
    }
    for (int i = 0; i < layers.size(); i++) {
      restore(layers.get(i), states.get(i));
    }
  }

  private void restore(Layer layer, Object layerState) throws ModelFileException {
    if (!(layerState instanceof Map<?, ?> map
        && layer.name().equals(map.get("name"))
        && map.get("trainable") instanceof Boolean trainable
        && map.get("learning-rate multiplier") instanceof Number multiplier
        && map.get("counters") instanceof List<?> counters
        && counters.size() == layer.counters().length
        && counters.stream().allMatch(Long.class::isInstance))) {
      throw new ModelFileException(file, "says nothing, or nothing that fits, of " + layer);
    }
    layer.trainable(trainable);
    layer.learningRateMultiplier(multiplier.doubleValue());
    layer.restoreCounters(counters.stream().mapToLong(n -> (Long) n).toArray());
  }

  void putOptimizer(Optimizer optimizer, List<Parameter> parameters) {
    put("optimizer", optimizer.toString());
    put("optimizer steps", optimizer.steps());
    put("rate factor", optimizer.rateFactor());
    for (Parameter parameter : parameters) {
      if (parameter.isTrainable() || optimizer.remembers(parameter)) {
        putSlots(optimizer.slots(parameter), tensors);
      }
    }
  }

  void readOptimizer(Optimizer optimizer, List<Parameter> parameters) throws ModelFileException {
    if (!optimizer.toString().equals(value("optimizer"))) {
      throw ofAnotherTraining("its optimizer is " + value("optimizer") + ", not " + optimizer);
    }
    optimizer.resumeAt(whole("optimizer steps"));
    optimizer.rateFactor(number("rate factor", 1));
    for (Parameter parameter : parameters) {
      if (parameter.isTrainable() || remembersFrozen(parameter)) {
        Map<String, Tensor> slots = new LinkedHashMap<>();
        putSlots(optimizer.slots(parameter), slots);
        for (Map.Entry<String, Tensor> slot : slots.entrySet()) {
          read(slot.getKey(), slot.getValue());
        }
      }
    }
  }

  /** Whether a parameter that is frozen now had been trained before. */
  private boolean remembersFrozen(Parameter parameter) {
    return tensors.containsKey(nameOf(MOMENTUM, parameter))
        || tensors.containsKey(nameOf(MEAN_SQUARE, parameter));
  }

  private static void putSlots(Slots slots, Map<String, Tensor> tensors) {
    if (slots.momentum() != null) {
      tensors.put(nameOf(MOMENTUM, slots.parameter()), slots.momentum());
    }
    if (slots.meanSquare() != null) {
      tensors.put(nameOf(MEAN_SQUARE, slots.parameter()), slots.meanSquare());
    }
  }

  /** Requires a setting to be as it was; a file of an earlier version may not say. */
  void require(String name, Object now) throws ModelFileException {
    Object then = state.get(name);
    if (then != null && !String.valueOf(now).equals(String.valueOf(then))) {
      throw ofAnotherTraining("its " + name + " is " + then + ", not " + now);
    }
  }

  /** The error that names what is different. */
  ModelFileException ofAnotherTraining(String difference) {
    return new ModelFileException(file, "is of another training: " + difference);
  }
}
