package dev.limpid.interop.onnx;

import dev.limpid.core.Shape;
import dev.limpid.interop.format.ModelTexts;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.layers.json.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes a network as an ONNX file of opset 17, for inference by ONNX Runtime and others.
 *
 * <pre>{@code
 * OnnxWriter.of(network).classNames(names).write(Path.of("model.onnx"));
 * }</pre>
 *
 * <p>Images come in as {@code [N, C, H, W]} unless {@link #channelsLast} is asked for. Weights have
 * PyTorch's shapes and are named as there: {@code conv2d_1.weight}. Batches may be of any size.
 * What does nothing in inference, such as Dropout, is left out.
 */
public final class OnnxWriter {
  private static final int OPSET = 17;

  private final Network network;
  private List<String> classNames = List.of();
  private Task task = Task.CLASSIFICATION;
  private boolean channelsLast;
  private double scale = 1;
  private double offset;

  private OnnxWriter(Network network) {
    this.network = network;
  }

  /** What writes a network. */
  public static OnnxWriter of(Network network) {
    return new OnnxWriter(network);
  }

  /**
   * Sets the names of the classes, which are kept as a JSON list in the metadata {@code classes}.
   */
  public OnnxWriter classNames(List<String> names) {
    classNames = List.copyOf(names);
    return this;
  }

  /**
   * Sets what the network was trained for, one class an image by default; kept in the metadata
   * {@code limpid.task}.
   */
  public OnnxWriter task(Task newTask) {
    task = Objects.requireNonNull(newTask, "task");
    return this;
  }

  /** Makes images come in, and go out, as {@code [N, H, W, C]}. */
  public OnnxWriter channelsLast() {
    channelsLast = true;
    return this;
  }

  /**
   * Puts a normalisation in front of everything: inputs are multiplied and shifted first, such as
   * by 1 / 255 and 0 for a network that was trained with pixels of 0..1, so that it takes 0..255.
   */
  public OnnxWriter pixels(double newScale, double newOffset) {
    scale = newScale;
    offset = newOffset;
    return this;
  }

  /**
   * Writes the file, as a whole or not at all.
   *
   * @throws IOException if it can't be written, or a layer has no operators in ONNX, which is named
   */
  public void write(Path file) throws IOException {
    byte[] bytes;
    try {
      bytes = toBytes();
    } catch (IllegalArgumentException e) {
      throw new UnsupportedModelException(file, "can't be written: " + e.getMessage(), e);
    }
    AtomicFile.write(
        file,
        channel -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
        });
  }

  byte[] toBytes() {
    GraphWriter graph = new GraphWriter();
    Map<String, String> values = new HashMap<>();
    LayerWriter writer = new LayerWriter(graph);
    network.inputs().keySet().forEach(graph::free);
    network.inputs().forEach((name, shape) -> values.put(name, input(graph, writer, name, shape)));
    List<Layer> layers = network.layers();
    layers.stream()
        .filter(layer -> layer.weightsOf() != layer)
        .forEach(layer -> graph.share(layer.weightsOf().name()));
    String last = null;
    for (int i = 0; i < layers.size(); i++) {
      List<String> sources = new ArrayList<>();
      network.sources(i).forEach(source -> sources.add(values.get(source)));
      last = writer.write(layers.get(i), sources);
      values.put(layers.get(i).name(), last);
    }
    output(graph, writer, last);
    List<String[]> metadata = new ArrayList<>();
    if (!classNames.isEmpty()) {
      metadata.add(new String[] {"classes", Json.write(new ArrayList<>(classNames))});
    }
    List<String> frozen =
        layers.stream()
            .filter(layer -> !layer.isTrainable() && !layer.parameters().isEmpty())
            .map(Layer::name)
            .toList();
    if (!frozen.isEmpty()) {
      metadata.add(new String[] {OnnxReader.FROZEN, Json.write(frozen)});
    }
    new ModelTexts(List.of(), Optional.of(task))
        .toMap()
        .forEach((name, text) -> metadata.add(new String[] {name, text}));
    return graph.model(OPSET, metadata);
  }

  private String input(GraphWriter graph, LayerWriter writer, String name, Shape shape) {
    boolean isImage = shape.rank() == 3;
    int[] dims = isImage && !channelsLast ? LayerWriter.channelsFirst(shape) : shape.toArray();
    graph.input(name, dims);
    String at = name;
    if (isImage && channelsLast) {
      at = writer.toChannelsFirst(at, name);
    }
    if (scale != 1) {
      at = graph.node("Mul", at, graph.number(name + ".scale", scale)).to(name + ".scaled");
    }
    if (offset != 0) {
      at = graph.node("Add", at, graph.number(name + ".offset", offset)).to(name + ".shifted");
    }
    return at;
  }

  private void output(GraphWriter graph, LayerWriter writer, String value) {
    Shape shape = network.outputShape();
    boolean isImage = shape.rank() == 3;
    String at = isImage && channelsLast ? writer.toChannelsLast(value, "output") : value;
    String name = graph.node("Identity", at).to("output");
    graph.output(
        name, isImage && !channelsLast ? LayerWriter.channelsFirst(shape) : shape.toArray());
  }
}
