package dev.limpid.interop;

import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.ImportedModel;
import dev.limpid.interop.format.ModelFormat;
import dev.limpid.interop.format.ModelTexts;
import dev.limpid.interop.format.ReadOnlyFile;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.keras.KerasFiles;
import dev.limpid.interop.onnx.OnnxReader;
import dev.limpid.interop.onnx.OnnxStatistics;
import dev.limpid.interop.onnx.OnnxWriter;
import dev.limpid.interop.pytorch.StateDict;
import dev.limpid.interop.pytorch.StateDictStatistics;
import dev.limpid.interop.pytorch.StateDictWeights;
import dev.limpid.interop.pytorch.StateDictWriter;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.ModelFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** Model files of any format that Limpid knows. */
public final class ModelFiles {
  private static final String ARCHITECTURE = "limpid.architecture";
  private static final int LONGEST_SEARCH = 1 << 20;
  private static final short ZIP = 0x4b50; // "PK"

  private ModelFiles() {}

  /**
   * Reads a model; its format is seen from what the file holds, not from its name.
   *
   * @param compute on what the network is to compute
   * @throws IOException with the file and the reason in one line, if it can't be read, is damaged,
   *     or uses what Limpid does not have
   */
  public static ImportedModel read(Path file, Compute compute) throws IOException {
    if (KerasFiles.isKeras(file)) {
      return KerasFiles.read(file, compute);
    }
    if (OnnxReader.isOnnx(file)) {
      return OnnxReader.read(file, compute);
    }
    ModelFile model;
    try {
      model = ModelFile.read(file, compute);
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException e) {
      throw withoutModel(file, e);
    }
    return ModelTexts.of(file, model.metadata())
        .imported(model.network(), ModelFormat.LIMPID, List.of());
  }

  /**
   * Reads a model and puts the weights of another file into it.
   *
   * @param file a model, or the configuration of one of Keras, {@code model.json}
   * @param weights a state dict of PyTorch, or Keras's weights, {@code .h5}, for a model or a
   *     configuration of Keras
   * @throws IOException as {@link #read(Path, Compute)}, and if the weights do not fit
   */
  public static ImportedModel read(Path file, Path weights, Compute compute) throws IOException {
    return read(file, weights, Map.of(), compute);
  }

  /**
   * Reads both where a state dict has other names than the model.
   *
   * @param names from the model's names, of weights or of layers, to those of the state dict, as
   *     for {@link StateDictWeights#load}; empty where they agree, or order and shape tell
   * @throws IOException as above, and if there are names for weights of Keras
   */
  public static ImportedModel read(
      Path file, Path weights, Map<String, String> names, Compute compute) throws IOException {
    if (isKerass(file, weights)) {
      if (!names.isEmpty()) {
        throw new UnsupportedModelException(
            weights, "holds weights of Keras; other names can be told for state dicts alone");
      }
      return KerasFiles.read(file, weights, compute);
    }
    if (OnnxReader.isOnnx(file)) {
      return OnnxReader.read(file, StateDict.read(weights), names, compute);
    }
    ImportedModel model = read(file, compute);
    List<String> notes = new ArrayList<>(model.notes());
    notes.add(StateDictWeights.load(StateDict.read(weights), model.network(), names));
    return new ImportedModel(
        model.network(), model.classNames(), model.task(), model.format(), notes);
  }

  /** Why a file is no model: what people take for one may be half of it. */
  private static IOException withoutModel(Path file, IOException problem) throws IOException {
    if (isJson(file)) {
      return new UnsupportedModelException(
          file, "describes a model without its weights, which are read together with it", problem);
    }
    try (FileChannel channel = ReadOnlyFile.open(file)) {
      int first = (int) Math.min(channel.size(), LONGEST_SEARCH);
      byte[] beginning = new byte[first];
      ReadOnlyFile.bytes(channel, 0, first).get(beginning);
      if (new String(beginning, StandardCharsets.ISO_8859_1).contains(ARCHITECTURE)) {
        return problem; // Limpid's own, which is damaged
      }
      StateDict.read(file);
    } catch (IOException e) {
      return isZip(file) ? e : problem;
    }
    return new UnsupportedModelException(
        file,
        "holds weights alone; they are read together with the model that they are for, its ONNX"
            + " graph or a model of Limpid's",
        problem);
  }

  private static boolean isJson(Path file) {
    return lowerCase(file).endsWith(".json");
  }

  private static boolean isZip(Path file) throws IOException {
    try (FileChannel channel = ReadOnlyFile.open(file)) {
      return channel.size() > 2 && ReadOnlyFile.bytes(channel, 0, 2).getShort(0) == ZIP;
    }
  }

  /** Of a zip file that is damaged nobody knows whether it is PyTorch's or Keras's. */
  private static void requireWhole(Path zip) throws IOException {
    try (ZipFile whole = new ZipFile(zip.toFile())) {
      whole.size();
    } catch (ZipException | EOFException | IllegalArgumentException e) {
      throw new UnsupportedModelException(zip, "is a zip file that is cut off or damaged", e);
    }
  }

  private static boolean isKerass(Path file, Path weights) throws IOException {
    boolean areKerass = KerasFiles.isKeras(weights);
    if (areKerass && !isJson(file) && !KerasFiles.isKeras(file)) {
      if (isZip(weights)) {
        requireWhole(weights);
      }
      throw new UnsupportedModelException(
          weights,
          "holds weights of Keras; they go with a model of Keras or its model.json, not with "
              + file);
    }
    return areKerass || isJson(file);
  }

  /**
   * Puts the weights of a state dict of PyTorch, {@code .pth} or safetensors, into a network: by
   * name if all names are the network's, and by order and shape otherwise.
   *
   * @return a sentence about how they were assigned
   * @throws IOException if the file can't be read, or they do not fit; the network is as it was
   */
  public static String readWeights(Path weights, Network network) throws IOException {
    return StateDictWeights.load(StateDict.read(weights), network, Map.of());
  }

  /**
   * Writes a classifier of one class an image as {@link #write(Network, List, Task, Path)} does.
   */
  public static void write(Network network, List<String> classNames, Path to) throws IOException {
    write(network, classNames, Task.CLASSIFICATION, to);
  }

  /**
   * Writes a network in the format that the ending of the file says: {@code .safetensors} for
   * Limpid's own, {@code .keras} and {@code .h5} for Keras's, {@code .onnx} for ONNX, and {@code
   * .pth} with the weights alone for PyTorch.
   *
   * <p>Classes and task are kept where other programs pass them over, but for {@code .pth}.
   *
   * @param classNames one for each output, or empty
   * @param task what the network was trained for
   * @param to is written as a whole or not at all
   * @throws IOException if it can't be written, or the format does not know one of the layers
   */
  public static void write(Network network, List<String> classNames, Task task, Path to)
      throws IOException {
    String name = lowerCase(to);
    ModelTexts texts = new ModelTexts(classNames, Optional.of(task));
    if (name.endsWith(".safetensors")) {
      ModelFile.write(network, texts.toMap(), to);
    } else if (name.endsWith(".keras") || name.endsWith(".h5") || name.endsWith(".hdf5")) {
      KerasFiles.write(network, texts, to);
    } else if (name.endsWith(".onnx")) {
      OnnxWriter.of(network).classNames(classNames).task(task).write(to);
    } else if (isWeightsAlone(to)) {
      StateDictWriter.write(network, to);
    } else {
      throw new UnsupportedModelException(
          to,
          "its ending is that of no format that is written; .safetensors is Limpid's own, .keras"
              + " and .h5 are Keras's, .onnx is ONNX's, .pth PyTorch's");
    }
  }

  /**
   * Whether {@link #write} writes the weights alone, as the ending of a file says: {@code .pth} or
   * {@code .pt}. {@link #readWeights} reads them.
   */
  public static boolean isWeightsAlone(Path to) {
    return lowerCase(to).endsWith(".pth") || lowerCase(to).endsWith(".pt");
  }

  private static String lowerCase(Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
  }

  /**
   * Writes a model file anew with the BatchNorm statistics that the network has now: the moving
   * averages of its BatchNorm layers. Everything else in the file stays as it was.
   *
   * @param from the file that {@code model} was read from
   * @param model what was read, whose statistics have been replaced since
   * @param to is written as a whole or not at all; in the format of {@code from}
   * @throws IOException if a file can't be read or written, or the format can't be written
   */
  public static void replaceStatistics(Path from, ImportedModel model, Path to) throws IOException {
    switch (model.format()) {
      case LIMPID -> {
        Map<String, String> texts =
            new LinkedHashMap<>(ModelFile.readWithAnyValues(from, Compute.standard()).metadata());
        texts.remove(ARCHITECTURE);
        ModelFile.write(model.network(), texts, to);
      }
      case ONNX -> OnnxStatistics.replace(from, model.network(), to);
      case KERAS, KERAS_HDF5 -> KerasFiles.replaceStatistics(from, model.network(), to);
      default ->
          throw new UnsupportedModelException(
              from, "models of the format " + model.format() + " can't be written back yet");
    }
  }

  /**
   * Writes a file of weights anew with the BatchNorm statistics that the network has now.
   * Everything else in the file stays as it was.
   *
   * @param file the model that {@code weights} were read into by {@link #read(Path, Path, Map,
   *     Compute)}
   * @param names as there
   * @param network what was read, whose statistics have been replaced since
   * @param to is written as a whole or not at all; in the format of {@code weights}
   * @throws IOException if a file can't be read or written, or the statistics have no place in it
   */
  public static void replaceStatistics(
      Path file, Path weights, Map<String, String> names, Network network, Path to)
      throws IOException {
    if (isKerass(file, weights)) {
      KerasFiles.replaceStatistics(file, weights, network, to);
    } else if (OnnxReader.isOnnx(file)) {
      OnnxStatistics.replace(file, weights, names, network, to);
    } else {
      StateDictStatistics.replace(weights, network, names, to);
    }
  }
}
