package dev.limpid.layers.io;

import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.json.Json;
import dev.limpid.layers.norm.BatchNorm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A network in a safetensors file: the architecture as JSON in the metadata, under {@code
 * limpid.architecture}, and every parameter as a tensor of its name. What else is in the metadata
 * is the caller's.
 *
 * @param network the network
 * @param metadata all texts of the file
 */
public record ModelFile(Sequential network, Map<String, String> metadata) {
  private static final String ARCHITECTURE = "limpid.architecture";
  private static final long VERSION = 1;
  private static final int MAX_LAYERS = 10_000;
  private static final int MAX_OUTPUT = 1 << 28;
  private static final int MAX_VALUES = 16 * MAX_LAYERS;

  /**
   * Writes a network, as a whole or not at all.
   *
   * @param metadata further texts, such as the names of the classes
   * @throws IllegalArgumentException if one of them is called {@code limpid.architecture}
   */
  public static void write(Sequential network, Map<String, String> metadata, Path file)
      throws IOException {
    if (metadata.containsKey(ARCHITECTURE)) {
      throw new IllegalArgumentException(
          "the text '" + ARCHITECTURE + "' is written from the network; call yours otherwise");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(ARCHITECTURE, Json.write(architecture(network)));
    texts.putAll(metadata);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      tensors.put(parameter.name(), parameter.value());
    }
    Safetensors.write(new TensorFile(texts, tensors), file);
  }

  /**
   * Reads a network whose weights are numbers.
   *
   * @param compute on what it is to compute
   * @throws ModelFileException if the file is damaged, does not hold a network that this version
   *     knows, or holds a NaN, an infinity, or a variance below 0
   */
  public static ModelFile read(Path file, Compute compute) throws IOException {
    TensorFile content = Safetensors.read(file);
    for (Map.Entry<String, Tensor> entry : content.tensors().entrySet()) {
      requireValues(file, entry.getKey(), entry.getValue(), Float.NEGATIVE_INFINITY);
    }
    ModelFile model = of(file, content, compute);
    for (BatchNorm norm : model.network().layers(BatchNorm.class)) {
      Parameter variance = norm.movingVariance();
      if (variance != null) {
        requireValues(file, variance.name(), variance.value(), 0);
      }
    }
    return model;
  }

  private static void requireValues(Path file, String name, Tensor tensor, float least)
      throws ModelFileException {
    for (int i = 0; i < tensor.size(); i++) {
      float value = tensor.data()[i];
      if (!Float.isFinite(value) || value < least) {
        throw new ModelFileException(
            file,
            "value "
                + i
                + " of "
                + ForeignText.quoted(name)
                + " is "
                + value
                + (Float.isFinite(value)
                    ? ": it must not be below " + least
                    : ": the training that wrote it had gone astray"));
      }
    }
  }

  /**
   * Reads a network as {@link #read} does, also with a NaN or an infinity among its weights: to
   * look at what went wrong.
   *
   * @param compute on what it is to compute
   * @throws ModelFileException if the file is damaged, or does not hold a network that this version
   *     knows
   */
  public static ModelFile readWithAnyValues(Path file, Compute compute) throws IOException {
    return of(file, Safetensors.read(file), compute);
  }

  private static ModelFile of(Path file, TensorFile content, Compute compute) throws IOException {
    String json = content.metadata().get(ARCHITECTURE);
    if (json == null) {
      throw new ModelFileException(
          file, "holds no architecture in its metadata; it was not written by Limpid");
    }
    Sequential.Builder builder = builder(file, json, content);
    try {
      Sequential network = builder.on(compute).build(0);
      fill(file, network, content.tensors());
      return new ModelFile(network, content.metadata());
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelFileException(file, "its architecture cannot be built: " + e.getMessage(), e);
    }
  }

  private static Map<String, Object> architecture(Sequential network) {
    List<Object> layers = new ArrayList<>();
    for (Layer layer : network.layers()) {
      Map<String, Object> described = new LinkedHashMap<>();
      described.put("type", layer.type());
      described.put("name", layer.name());
      described.put("config", new TreeMap<>(layer.config()));
      layers.add(described);
    }
    List<Object> input = new ArrayList<>();
    for (int dim : network.inputShape().toArray()) {
      input.add(dim);
    }
    Map<String, Object> architecture = new LinkedHashMap<>();
    architecture.put("version", VERSION);
    architecture.put("input", input);
    architecture.put("layers", layers);
    return architecture;
  }

  private static Sequential.Builder builder(Path file, String json, TensorFile content)
      throws IOException {
    try {
      Map<?, ?> architecture = (Map<?, ?>) parse(file, json);
      if (!Long.valueOf(VERSION).equals(architecture.get("version"))) {
        throw new ModelFileException(
            file,
            "has version "
                + ForeignText.brief(architecture.get("version"))
                + " of the architecture; this program reads "
                + VERSION);
      }
      List<?> input = (List<?>) architecture.get("input");
      int[] dims = input.stream().mapToInt(dim -> Math.toIntExact((Long) dim)).toArray();
      List<?> layers = (List<?>) architecture.get("layers");
      if (layers.size() > MAX_LAYERS) {
        throw new ModelFileException(file, "has more than " + MAX_LAYERS + " layers");
      }
      Sequential.Builder builder = Sequential.of(dims);
      Shape shape = Shape.of(dims);
      for (Object item : layers) {
        Layer layer = layer((Map<?, ?>) item);
        // Before anything is allocated: parameters may not be larger than what the file holds.
        Shape output = layer.outputShape(shape);
        requireParameters(file, layer, shape, content.tensors());
        if (output.size() > MAX_OUTPUT) {
          throw new ModelFileException(
              file, layer + " puts out " + output + " for one sample, too much to be read");
        }
        shape = output;
        builder.add(layer);
      }
      return builder;
    } catch (ClassCastException | NullPointerException | ArithmeticException e) {
      throw new ModelFileException(file, "its architecture is not of the right form", e);
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(file, "its architecture cannot be built: " + e.getMessage(), e);
    }
  }

  private static Object parse(Path file, String json) throws ModelFileException {
    try {
      return Json.parse(json, MAX_VALUES);
    } catch (IOException e) {
      throw new ModelFileException(file, "its architecture is " + e.getMessage(), e);
    }
  }

  private static Layer layer(Map<?, ?> described) {
    Map<String, Object> config = new LinkedHashMap<>();
    ((Map<?, ?>) described.get("config")).forEach((key, value) -> config.put((String) key, value));
    return LayerTypes.fromConfig((String) described.get("type"), config)
        .named((String) described.get("name"));
  }

  private static void requireParameters(
      Path file, Layer layer, Shape input, Map<String, Tensor> tensors) throws ModelFileException {
    for (Map.Entry<String, Shape> expected :
        new TreeMap<>(layer.parameterShapes(input)).entrySet()) {
      requireShape(file, expected.getKey(), expected.getValue(), tensors.get(expected.getKey()));
    }
  }

  private static void requireShape(Path file, String name, Shape expected, Tensor tensor)
      throws ModelFileException {
    if (tensor == null || !tensor.shape().equals(expected)) {
      throw new ModelFileException(
          file,
          "its architecture needs a tensor "
              + ForeignText.quoted(name)
              + " of shape "
              + expected
              + ", but it has "
              + (tensor == null ? "none" : "one of " + tensor.shape()));
    }
  }

  private static void fill(Path file, Sequential network, Map<String, Tensor> tensors)
      throws ModelFileException {
    if (tensors.size() != network.parameters().size()) {
      throw new ModelFileException(
          file,
          "holds "
              + tensors.size()
              + " tensors for "
              + network.parameters().size()
              + " parameters");
    }
    for (Parameter parameter : network.parameters()) {
      Tensor tensor = tensors.get(parameter.name());
      requireShape(file, parameter.name(), parameter.value().shape(), tensor);
      parameter.value().copyFrom(tensor);
    }
  }
}
