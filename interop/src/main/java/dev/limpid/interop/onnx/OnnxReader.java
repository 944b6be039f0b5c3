package dev.limpid.interop.onnx;

import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.ImportedModel;
import dev.limpid.interop.format.ModelFormat;
import dev.limpid.interop.format.ModelTexts;
import dev.limpid.interop.format.ReadOnlyFile;
import dev.limpid.interop.pytorch.StateDict;
import dev.limpid.interop.pytorch.StateDictWeights;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.json.Json;
import dev.limpid.layers.norm.BatchNorm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the networks of ONNX files, of opset 6 and newer, as networks that can be trained.
 *
 * <p>ONNX has channels first, Limpid channels last: an input {@code [N, C, H, W]} becomes {@code
 * [H, W, C]}, and an output of that kind likewise; weights are reordered once, when they are read.
 * A file made from TensorFlow, whose input has its channels last, keeps them there. Layers bear the
 * names of the modules that their weights had in PyTorch.
 */
public final class OnnxReader {
  /** Names a list of the layers that are frozen, in JSON. */
  static final String FROZEN = "limpid.frozen";

  private OnnxReader() {}

  /**
   * Whether a file begins like one of ONNX, with the version of its format; false if it can't be
   * read.
   */
  public static boolean isOnnx(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel channel = ReadOnlyFile.open(file)) {
      if (channel.size() < 9) {
        return false;
      }
      ByteBuffer first = ReadOnlyFile.bytes(channel, 0, 9);
      // A safetensors file has the length of its header first, and then the header's brace.
      return first.get(0) == 8 && first.get(1) > 0 && first.get(1) < 32 && first.get(8) != '{';
    } catch (IOException e) {
      return false; // told when it is read
    }
  }

  /**
   * Reads a file.
   *
   * @param compute on what the network is to compute
   * @throws IOException with the file, the node and the reason in one line, if it is damaged or
   *     uses what Limpid does not have
   */
  public static ImportedModel read(Path file, Compute compute) throws IOException {
    return imported(OnnxFile.read(file), compute);
  }

  /**
   * Reads a file, and puts the weights of a state dict in the place of those in the file that have
   * the same names, such as those of a later epoch.
   *
   * @throws IOException as above, or if a tensor of the state dict has no place in the graph, or
   *     another shape, or a weight of the graph is missing in it
   */
  public static ImportedModel read(Path file, StateDict weights, Compute compute)
      throws IOException {
    return read(file, weights, Map.of(), compute);
  }

  /**
   * Reads both where a state dict has other names.
   *
   * @param mapping from names in the graph, of weights or of the layers before their dot, to those
   *     in the state dict
   * @throws IOException as above
   */
  public static ImportedModel read(
      Path file, StateDict weights, Map<String, String> mapping, Compute compute)
      throws IOException {
    OnnxModel model = OnnxFile.read(file);
    if (!isLimpids(model)) {
      return imported(WeightsByName.in(model, weights, mapping), compute);
    }
    ImportedModel read = imported(model, compute);
    List<String> notes = new ArrayList<>(read.notes());
    notes.add(StateDictWeights.load(weights, read.network(), mapping));
    return new ImportedModel(
        read.network(), read.classNames(), read.task(), ModelFormat.ONNX, notes);
  }

  /**
   * Whether Limpid wrote a graph: features behind a Flatten are then in another order than in a
   * state dict, under the same names.
   */
  static boolean isLimpids(OnnxModel model) {
    return model.producer().equals(GraphWriter.PRODUCER);
  }

  static ImportedModel imported(OnnxModel model, Compute compute) throws IOException {
    Importer.Result result = Importer.run(model, compute);
    List<String> notes = new ArrayList<>(result.notes());
    boolean convolves = !result.network().layers(Conv2D.class).isEmpty();
    if (convolves && result.network().layers(BatchNorm.class).isEmpty()) {
      notes.add(
          "No BatchNorm is left in the file: PyTorch's exporter folds it into the convolution"
              + " before it unless told otherwise; torch.onnx.export(model, x, 'model.onnx',"
              + " training=torch.onnx.TrainingMode.PRESERVE) keeps it.");
    }
    Set<String> frozen = Set.copyOf(names(model, List.of(FROZEN)));
    result.network().layers().stream()
        .filter(layer -> frozen.contains(layer.name()))
        .forEach(layer -> layer.trainable(false));
    ModelTexts texts = new ModelTexts(classNames(model), task(model));
    return texts.imported(result.network(), ModelFormat.ONNX, notes);
  }

  private static Optional<Task> task(OnnxModel model) throws IOException {
    String name = model.metadata().get(ModelTexts.TASK);
    return name == null
        ? Optional.empty()
        : ModelTexts.of(model.file(), Map.of(ModelTexts.TASK, name)).task();
  }

  private static List<String> classNames(OnnxModel model) {
    return names(model, List.of("classes", ModelTexts.CLASSES, "labels"));
  }

  /** Names under the first of these keys that there is: a JSON list, or one name a line. */
  private static List<String> names(OnnxModel model, List<String> keys) {
    for (String key : keys) {
      String text = model.metadata().get(key);
      if (text != null) {
        try {
          if (Json.parse(text) instanceof List<?> list
              && list.stream().allMatch(String.class::isInstance)) {
            return list.stream().map(String::valueOf).toList();
          }
        } catch (IOException | IllegalArgumentException e) {
          return Arrays.stream(text.split("\n")).filter(line -> !line.isBlank()).toList();
        }
      }
    }
    return List.of();
  }
}
