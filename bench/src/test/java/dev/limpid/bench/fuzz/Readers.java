package dev.limpid.bench.fuzz;

import dev.limpid.core.Parallel;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.insight.run.RunFiles;
import dev.limpid.interop.ModelFiles;
import dev.limpid.interop.hdf5.Hdf5Dataset;
import dev.limpid.interop.hdf5.Hdf5File;
import dev.limpid.interop.hdf5.Hdf5Group;
import dev.limpid.interop.hdf5.Hdf5Object;
import dev.limpid.interop.keras.KerasFiles;
import dev.limpid.interop.pytorch.StateDict;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.json.Json;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.ImageFolder;
import dev.limpid.train.data.ImageList;
import dev.limpid.train.data.files.NumpyFiles;
import dev.limpid.train.data.files.PackedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is asked of each reader: everything that it reads late is read, too. */
final class Readers {
  private static final Compute COMPUTE = Compute.standard().with(Parallel.serial());
  private static final Shape IMAGES = Shape.of(3, 2, 3);
  private static final List<String> CLASSES = List.of("a", "b", "c");
  private static final int MOST_VALUES = 4096;
  private static final int MOST_WEIGHTS = 20_000;

  private Readers() {}

  static void model(Path file) throws IOException {
    predict(ModelFiles.read(file, COMPUTE).network());
  }

  /** Of a small network alone: that a large one takes long is no fault of its reader. */
  private static void predict(Network network) {
    long values = 0;
    for (Layer layer : network.layers()) {
      values += layer.outputShape().size();
    }
    for (Shape input : network.inputs().values()) {
      values += input.size();
    }
    long weights = network.parameters().stream().mapToLong(p -> p.value().size()).sum();
    if (values <= MOST_VALUES && weights <= MOST_WEIGHTS) {
      Map<String, Tensor> inputs = new LinkedHashMap<>();
      network.inputs().forEach((name, shape) -> inputs.put(name, Tensor.zeros(shape.batch(1))));
      network.forward(inputs, Mode.INFERENCE);
    }
  }

  static void kerasConfig(Path file) throws IOException {
    predict(ModelFiles.read(putModel(file), COMPUTE).network());
  }

  static void kerasTraining(Path file) throws IOException {
    Path model = putModel(file);
    KerasFiles.training(model, ModelFiles.read(model, COMPUTE).network());
  }

  private static Path putModel(Path config) throws IOException {
    return Files.write(
        config.resolveSibling("model.keras"), ModelSeeds.kerasWith(Files.readAllBytes(config)));
  }

  static void hdf5(Path file) throws IOException {
    byte[] content = Files.readAllBytes(file);
    values(Hdf5File.read(content), 0);
  }

  /** Groups may hold each other: to a depth that no model has. */
  private static void values(Hdf5Group group, int depth) throws IOException {
    group.texts("keras_version");
    group.text("model_config");
    for (String name : depth < 6 ? List.copyOf(group.names()) : List.<String>of()) {
      Hdf5Object object = group.find(name);
      if (object instanceof Hdf5Group inner) {
        values(inner, depth + 1);
      } else if (object instanceof Hdf5Dataset data) {
        data.type();
        data.dims();
        data.placeOfFloats();
        data.floats();
      }
    }
  }

  static void stateDict(Path file) throws IOException {
    StateDict weights = StateDict.read(file);
    for (String name : weights.names()) {
      weights.shape(name);
      weights.values(name);
    }
    if (weights.names().size() > 1) { // the seed of the old format has one
      ModelFiles.readWeights(file, ModelSeeds.small());
    }
  }

  static void pickle(Path file) throws IOException {
    Path weights = file.resolveSibling("weights.pth");
    Files.write(weights, ModelSeeds.stateDictWith(Files.readAllBytes(file)));
    stateDict(weights);
  }

  static void json(Path file) throws IOException {
    Json.parse(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
  }

  static void run(Path file) {
    RunFiles.read(file.toAbsolutePath().getParent());
  }

  static void idx(Path file) throws IOException {
    byte[][] parts = DataSeeds.parts(Files.readAllBytes(file));
    Path folder = file.toAbsolutePath().getParent();
    Files.write(folder.resolve("train-images-idx3-ubyte"), parts[0]);
    Files.write(folder.resolve("train-labels-idx1-ubyte"), parts[1]);
    Files.write(folder.resolve("t10k-images-idx3-ubyte"), parts[0]);
    Files.write(folder.resolve("t10k-labels-idx1-ubyte"), parts[1]);
    packed(PackedData.read(folder));
  }

  static void cifar(Path file) throws IOException {
    byte[][] parts = DataSeeds.parts(Files.readAllBytes(file));
    Path folder = file.toAbsolutePath().getParent();
    Files.write(folder.resolve("data_batch_1.bin"), parts[0]);
    Files.write(folder.resolve("test_batch.bin"), parts[0]);
    Files.write(folder.resolve("batches.meta.txt"), parts[1]);
    packed(PackedData.read(folder));
  }

  static void npy(Path file) throws IOException {
    Path images = putArrays(file);
    samples(NumpyFiles.read(images, file.resolveSibling("y_train.npy")));
  }

  static void givenNpy(Path file) throws IOException {
    samples(NumpyFiles.readAsGiven(putArrays(file), IMAGES, CLASSES).training());
  }

  private static Path putArrays(Path file) throws IOException {
    byte[][] parts = DataSeeds.parts(Files.readAllBytes(file));
    Files.write(file.resolveSibling("y_train.npy"), parts[1]);
    return Files.write(file.resolveSibling("x_train.npy"), parts[0]);
  }

  static void npz(Path file) {
    packed(NumpyFiles.readArchive(file));
    packed(NumpyFiles.readAsGiven(file, IMAGES, CLASSES));
  }

  private static void packed(PackedData.Parts parts) {
    samples(parts.training());
    parts.validation().ifPresent(Readers::samples);
  }

  private static void samples(Dataset data) {
    int size = data.sampleShape().size();
    if (size <= 1 << 20) {
      float[] values = new float[size];
      for (int i = 0; i < Math.min(data.size(), 16); i++) {
        data.read(i, values, 0);
        data.label(i);
      }
    }
    data.classNames();
  }

  static void list(Path file) throws IOException {
    for (String name : List.of("a.png", "b.png", "c.png")) {
      Files.write(file.resolveSibling(name), DataSeeds.png());
    }
    samples(ImageList.read(file, IMAGES, false).images().dataset());
  }

  static void image(Path file) {
    ImageFolder.readImage(file, IMAGES);
  }
}
