package dev.limpid.layers.io;

import dev.limpid.core.Parameter;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Network;
import dev.limpid.layers.json.ForeignText;
import dev.limpid.layers.json.Json;
import dev.limpid.layers.norm.BatchNorm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A network in a safetensors file: the architecture as JSON in the metadata, under {@code
 * limpid.architecture}, and every parameter as a tensor of its name. What else is in the metadata
 * is the caller's.
 *
 * @param network the network
 * @param metadata all texts of the file
 */
public record ModelFile(Network network, Map<String, String> metadata) {
  private static final String ARCHITECTURE = "limpid.architecture";
  private static final String BESIDE = "training/";

  /**
   * Writes a network, as a whole or not at all.
   *
   * @param metadata further texts, such as the names of the classes
   * @throws IllegalArgumentException if one of them is called {@code limpid.architecture}
   */
  public static void write(Network network, Map<String, String> metadata, Path file)
      throws IOException {
    write(network, metadata, Map.of(), file);
  }

  /**
   * Writes a network with tensors of its training beside its own, which {@link #read} passes over.
   *
   * @param more by names that begin with {@code training/}
   */
  public static void write(
      Network network, Map<String, String> metadata, Map<String, Tensor> more, Path file)
      throws IOException {
    if (metadata.containsKey(ARCHITECTURE)) {
      throw new IllegalArgumentException(
          "the text '" + ARCHITECTURE + "' is written from the network; call yours otherwise");
    }
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(ARCHITECTURE, Json.write(Architecture.of(network)));
    texts.putAll(metadata);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      tensors.put(parameter.name(), parameter.value());
    }
    for (Map.Entry<String, Tensor> entry : more.entrySet()) {
      if (!entry.getKey().startsWith(BESIDE)) {
        throw new IllegalArgumentException(
            "'" + entry.getKey() + "' must begin with " + BESIDE + " to be told from a parameter");
      }
      tensors.put(entry.getKey(), entry.getValue());
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
    Network network;
    try {
      network = Architecture.read(file, json, content.tensors()).build(compute);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new ModelFileException(file, "its architecture cannot be built: " + e.getMessage(), e);
    }
    fill(file, network, content.tensors());
    return new ModelFile(network, content.metadata());
  }

  private static void fill(Path file, Network network, Map<String, Tensor> tensors)
      throws ModelFileException {
    long own = tensors.keySet().stream().filter(name -> !name.startsWith(BESIDE)).count();
    if (own != network.parameters().size()) {
      throw new ModelFileException(
          file, "holds " + own + " tensors for " + network.parameters().size() + " parameters");
    }
    for (Parameter parameter : network.parameters()) {
      Tensor tensor = tensors.get(parameter.name());
      Architecture.requireShape(file, parameter.name(), parameter.value().shape(), tensor);
      parameter.value().copyFrom(tensor);
    }
  }
}
