package dev.limpid.interop.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.Channels;
import dev.limpid.interop.Npz;
import dev.limpid.interop.References;
import dev.limpid.interop.format.ImportedModel;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Networks that Keras saved, with what it predicts. */
class KerasReferencesTest {
  /** Of the largest expected value. */
  private static final double CLOSE = 1e-5;

  private static final double CLOSE_IF_DEEP = 1e-4;

  @Test
  void casesGiveWhatKerasPredicts() throws IOException {
    List<String> verdicts = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (Path folder : References.in("keras-cases")) {
      check(folder, folder.getFileName().toString(), verdicts, wrong);
    }
    write(verdicts, "keras-cases.md");
    assertEquals(List.of(), wrong);
    assertTrue(verdicts.size() >= 95, verdicts.size() + " files");
  }

  @Test
  void weightsAloneGoIntoWhatAModelJsonDescribes() throws IOException {
    int read = 0;
    for (Path folder : References.in("keras-cases")) {
      Path weights = folder.resolve("model.weights.h5");
      if (Files.exists(weights)) {
        Path json = folder.resolve("model.json");
        Network network = KerasFiles.read(json, weights, Compute.standard()).network();
        double difference = difference(network, Npz.read(folder.resolve("io.npz")));
        assertTrue(difference < CLOSE_IF_DEEP, folder + ": " + difference);
        read++;
      }
    }
    assertEquals(2, read);
    Path folder = References.path("keras-h5");
    for (String name : List.of("ELU_0", "ReLU_0", "ReLU_1", "ReLU_2")) {
      Path json = folder.resolve("examples__activations__" + name + "_config.json");
      Path weights = folder.resolve("examples__activations__" + name + "_weights.h5");
      Network network = KerasFiles.read(json, weights, Compute.standard()).network();
      assertEquals(Shape.of(32), network.outputShape());
    }
    Path keras = References.path("keras");
    Network legacy =
        KerasFiles.read(
                keras.resolve("mnist-legacy.h5"),
                keras.resolve("mnist-legacy.weights.h5"),
                Compute.standard())
            .network();
    assertEquals(Shape.of(10), legacy.outputShape());
  }

  @Test
  void fiveVersionsOfKerasGiveWhatTheyPredict() throws IOException {
    List<String> verdicts = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (Path version : References.in("keras-versions")) {
      for (Path folder : References.in("keras-versions/" + version.getFileName())) {
        check(folder, version.getFileName() + "/" + folder.getFileName(), verdicts, wrong);
      }
    }
    write(verdicts, "keras-versions.md");
    assertEquals(List.of(), wrong);
    assertTrue(verdicts.size() >= 25, verdicts.size() + " files");
  }

  private static void write(List<String> verdicts, String name) throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "compatibility"));
    Files.write(folder.resolve(name), verdicts);
  }

  private static void check(Path folder, String name, List<String> verdicts, List<String> wrong)
      throws IOException {
    for (String file : List.of("model.keras", "model.h5")) {
      Path model = folder.resolve(file);
      if (!Files.exists(model)) {
        continue;
      }
      String where = name + "/" + file;
      try {
        ImportedModel imported = KerasFiles.read(model, Compute.standard());
        double difference = difference(imported.network(), Npz.read(folder.resolve("io.npz")));
        double most = imported.network().layers().size() > 10 ? CLOSE_IF_DEEP : CLOSE;
        boolean right = difference <= most && !name.endsWith("_refuse");
        verdicts.add(String.format(Locale.ROOT, "| %s | %.1e |", where, difference));
        if (!right) {
          wrong.add(where + ": " + difference);
        }
      } catch (UnsupportedModelException e) {
        String line = e.getMessage().substring(model.toString().length() + 2);
        assertFalse(line.contains("\n"), line);
        verdicts.add("| " + where + " | refused: " + line + " |");
        if (!name.endsWith("_refuse")) {
          wrong.add(where + ": " + line);
        }
      }
    }
  }

  /** Several outputs, each flattened, one behind the other. */
  private static Tensor behindEachOther(Map<String, Tensor> io) {
    int width = 0;
    List<Tensor> parts = new ArrayList<>();
    for (int i = 0; io.containsKey("y" + i); i++) {
      parts.add(io.get("y" + i));
      width += parts.get(i).size() / parts.get(i).batchSize();
    }
    int samples = parts.get(0).batchSize();
    Tensor all = Tensor.zeros(samples, width);
    int at = 0;
    for (Tensor part : parts) {
      int size = part.size() / samples;
      for (int n = 0; n < samples; n++) {
        System.arraycopy(part.data(), n * size, all.data(), n * width + at, size);
      }
      at += size;
    }
    return all;
  }

  /** The largest difference beside the largest expected value. */
  static double difference(Network network, Map<String, Tensor> io) {
    Map<String, Tensor> xs = new LinkedHashMap<>();
    for (Map.Entry<String, Shape> input : network.inputs().entrySet()) {
      Tensor x = io.containsKey("x") ? io.get("x") : io.get("x" + xs.size());
      boolean first = x.shape().rank() == 4 && !x.shape().isBatchOf(input.getValue());
      xs.put(input.getKey(), first ? Channels.last(x) : x);
    }
    Tensor y = network.forward(xs, Mode.INFERENCE);
    Tensor expected = io.containsKey("y") ? io.get("y") : behindEachOther(io);
    if (expected.shape().rank() == 4 && !expected.shape().equals(y.shape())) {
      expected = Channels.last(expected);
    }
    assertEquals(Shape.of(expected.shape().toArray()), y.shape());
    return Channels.difference(expected, y);
  }
}
