package dev.limpid.interop.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.Channels;
import dev.limpid.interop.References;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.interop.hdf5.Hdf5Dataset;
import dev.limpid.interop.hdf5.Hdf5File;
import dev.limpid.interop.hdf5.Hdf5Group;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models that Keras 1, Keras 2 and tf.keras saved, and such as people published. */
class OldKerasReferencesTest {
  /** Types of layers that are refused, as they are meant to be. */
  private static final List<String> REFUSED =
      List.of("Conv1D", "Embedding", "LocallyConnected2D", "TensorFlowOpLayer");

  private static Network read(Path file) throws IOException {
    return KerasFiles.read(file, Compute.standard()).network();
  }

  @Test
  void modelsAreReadOrRefusedByTheNameOfALayer() throws IOException {
    List<String> verdicts = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (Path file : References.in("keras-h5")) {
      String name = file.getFileName().toString();
      boolean model = name.endsWith(".h5") && !name.endsWith("_outputs.h5");
      if (!model || name.startsWith("examples__") && name.endsWith("_weights.h5")) {
        continue;
      }
      try {
        Network network = read(file);
        Tensor x = Tensor.zeros(network.inputShape().batch(2));
        assertTrue(network.forward(x, Mode.INFERENCE).isFinite(), name);
        verdicts.add("| " + name + " | read |");
      } catch (UnsupportedModelException e) {
        String line = e.getMessage().substring(file.toString().length() + 2);
        assertFalse(line.contains("\n"), line);
        verdicts.add("| " + name + " | refused: " + line + " |");
        if (REFUSED.stream().noneMatch(line::startsWith)) {
          wrong.add(name + ": " + line);
        }
      }
    }
    Files.write(
        Files.createDirectories(Path.of("target", "compatibility")).resolve("keras-h5.md"),
        verdicts);
    assertEquals(List.of(), wrong);
    assertTrue(verdicts.size() > 60, verdicts.size() + " files");
  }

  @Test
  void activationsGiveWhatKeras2Predicts() throws IOException {
    int checked = 0;
    for (Path file : References.in("keras-h5")) {
      String name = file.toString();
      if (name.endsWith("_inputs_and_outputs.h5")) {
        Network network = read(Path.of(name.replace("_inputs_and_outputs", "_model")));
        Hdf5Group io = Hdf5File.read(Files.readAllBytes(file));
        Tensor y = network.forward(only(io.group("inputs")), Mode.INFERENCE);
        double difference = Channels.difference(only(io.group("predictions")), y);
        assertTrue(difference < 1e-5, name + ": " + difference);
        checked++;
      }
    }
    assertEquals(7, checked);
  }

  private static Tensor only(Hdf5Group group) throws IOException {
    Hdf5Dataset dataset = group.dataset(group.names().iterator().next());
    Tensor tensor = Tensor.zeros(Shape.of(dataset.dims()));
    System.arraycopy(dataset.floats(), 0, tensor.data(), 0, tensor.size());
    return tensor;
  }

  @Test
  void batchNormOfKeras2GivesItsPredictions() throws IOException {
    Network network = read(References.path("keras-h5/fullconfigs__cnn__cnn_batch_norm.h5"));
    Tensor x = array(References.path("keras-h5/fullconfigs__cnn__input.npy"), 5, 10, 10, 3);
    Tensor expected = array(References.path("keras-h5/fullconfigs__cnn__predictions.npy"), 5, 1);
    double difference = Channels.difference(expected, network.forward(x, Mode.INFERENCE));
    assertTrue(difference < 1e-5, String.valueOf(difference));
  }

  /** Values of an .npy file, float64 or float32, row-major, at its end. */
  private static Tensor array(Path file, int... dims) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Tensor tensor = Tensor.zeros(Shape.of(dims));
    boolean wide = new String(bytes, 0, 80, StandardCharsets.ISO_8859_1).contains("<f8");
    int width = wide ? 8 : 4;
    int start = bytes.length - tensor.size() * width;
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < tensor.size(); i++) {
      int at = start + width * i;
      tensor.data()[i] = wide ? (float) buffer.getDouble(at) : buffer.getFloat(at);
    }
    return tensor;
  }

  @Test
  void oneNetworkSavedInTwoWaysIsTheSame() throws IOException {
    Network one = read(References.path("keras/mnist-batchnorm-twin.keras"));
    Network other = read(References.path("keras/mnist-batchnorm-twin.h5"));
    Tensor x = Tensor.zeros(one.inputShape().batch(8));
    for (int i = 0; i < x.size(); i++) {
      x.data()[i] = i * 7919 % 256 / 255f;
    }
    Tensor y = one.forward(x, Mode.INFERENCE).copy();
    double difference = Channels.difference(y, other.forward(x, Mode.INFERENCE));
    assertTrue(difference < 1e-6, String.valueOf(difference));
  }

  @Test
  void modelsThatPeoplePublishedAreRead() throws IOException {
    for (Path file : References.in("keras")) {
      if (!file.toString().endsWith(".weights.h5")) {
        Network network = read(file);
        Tensor x = Tensor.zeros(network.inputShape().batch(2));
        assertTrue(network.forward(x, Mode.INFERENCE).isFinite(), file.toString());
      }
    }
  }
}
