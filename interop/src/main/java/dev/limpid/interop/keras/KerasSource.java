package dev.limpid.interop.keras;

import dev.limpid.interop.format.ModelFormat;
import dev.limpid.interop.format.ModelTexts;
import dev.limpid.interop.format.ReadOnlyFile;
import dev.limpid.interop.hdf5.Hdf5File;
import dev.limpid.interop.hdf5.Hdf5Group;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that is opened: what it says about the model, and where the weights are.
 *
 * @param format of the file
 * @param config the model as JSON
 * @param weights finds the weights of layers
 * @param hdf5 the HDF5 file that holds them: the file itself, or an entry of it
 * @param version of Keras that wrote it, as far as it says
 * @param theano whether Theano computed there
 * @param texts that Limpid left in it
 */
record KerasSource(
    ModelFormat format,
    String config,
    Weights weights,
    byte[] hdf5,
    String version,
    boolean theano,
    Map<String, String> texts) {

  /** Opens a whole model. */
  static KerasSource open(Path file) throws IOException {
    byte[] beginning = beginning(file);
    if (KerasArchive.isZip(beginning)) {
      KerasArchive archive = KerasArchive.read(file);
      Weights weights = new NumberedWeights(Hdf5File.read(archive.weights()));
      return new KerasSource(
          ModelFormat.KERAS,
          archive.config(),
          weights,
          archive.weights(),
          archive.version(),
          false,
          archive.metadata());
    }
    byte[] content = content(file);
    Hdf5Group root = Hdf5File.read(content);
    String config = root.text("model_config").orElse(null);
    if (config == null) {
      throw new Refusal(
          "holds weights alone; read them into the network that they belong to, or together with"
              + " the model.json of it");
    }
    Hdf5Group weights = root.group("model_weights");
    if (weights == null) {
      throw new Refusal("has no model_weights");
    }
    String version = text(root, weights, "keras_version");
    return new KerasSource(
        ModelFormat.KERAS_HDF5,
        config,
        new NamedWeights(weights),
        content,
        version == null ? "1" : version,
        "theano".equals(text(root, weights, "backend")),
        texts(root));
  }

  /** Opens weights alone, of any kind, for a model that is described elsewhere. */
  static KerasSource openWeights(String config, Path file) throws IOException {
    if (KerasArchive.isZip(beginning(file))) {
      KerasSource whole = open(file);
      return new KerasSource(
          whole.format,
          config,
          whole.weights,
          whole.hdf5,
          whole.version,
          whole.theano,
          whole.texts);
    }
    byte[] content = content(file);
    Hdf5Group root = Hdf5File.read(content);
    Hdf5Group named = root.has("model_weights") ? root.group("model_weights") : root;
    boolean numbered = NamedWeights.names(named, "layer_names").isEmpty();
    String version = text(root, named, "keras_version");
    return new KerasSource(
        ModelFormat.KERAS_HDF5,
        config,
        numbered ? new NumberedWeights(root) : new NamedWeights(named),
        content,
        version != null ? version : numbered ? "3" : "1",
        "theano".equals(text(root, named, "backend")),
        texts(root));
  }

  /** The first two numbers of the version as one, such as 309; 0 if there are none. */
  int shortVersion() {
    Matcher found = Pattern.compile("^(\\d{1,3})(\\.(\\d{1,3}))?").matcher(version);
    return found.find()
        ? Integer.parseInt(found.group(1)) * 100
            + (found.group(3) == null ? 0 : Integer.parseInt(found.group(3)))
        : 0;
  }

  private static Map<String, String> texts(Hdf5Group root) throws IOException {
    Map<String, String> texts = new HashMap<>();
    for (String name : List.of(ModelTexts.CLASSES, ModelTexts.TASK)) {
      root.text(name).ifPresent(text -> texts.put(name, text));
    }
    return texts;
  }

  private static String text(Hdf5Group root, Hdf5Group weights, String name) throws IOException {
    return root.text(name).orElse(weights.text(name).orElse(null));
  }

  static byte[] beginning(Path file) throws IOException {
    ReadOnlyFile.requireFile(file);
    try (var in = Files.newInputStream(file)) {
      return in.readNBytes(8);
    }
  }

  /** A file of text in UTF-8, such as a model.json. */
  static String text(Path file) throws IOException {
    return new String(content(file), StandardCharsets.UTF_8);
  }

  private static byte[] content(Path file) throws IOException {
    ReadOnlyFile.requireFile(file);
    long size = Files.size(file);
    if (size > Integer.MAX_VALUE - 64) {
      throw new Refusal("has " + size + " bytes; files below 2 GiB are read");
    }
    return Files.readAllBytes(file);
  }
}
