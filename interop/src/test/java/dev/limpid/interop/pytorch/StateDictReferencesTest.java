package dev.limpid.interop.pytorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Tensor;
import dev.limpid.core.conv.Padding;
import dev.limpid.interop.Channels;
import dev.limpid.interop.Npz;
import dev.limpid.interop.References;
import dev.limpid.interop.format.HalfPrecision;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** State dicts that PyTorch 1.13 wrote. */
class StateDictReferencesTest {
  private static final Set<String> CODE = Set.of("whole-model.pth", "torchscript.pt");

  /** The network of which they hold the weights. */
  private static Network network() {
    return Sequential.of(16, 16, 3)
        .add(new Conv2D(8, 3).padding(Padding.explicit(1, 1)), new ReLU(), norm(), new MaxPool2D())
        .add(new Conv2D(16, 3).padding(Padding.explicit(1, 1)), new ReLU(), norm())
        .add(new Flatten(), new Dense(10))
        .build(7);
  }

  private static BatchNorm norm() {
    return new BatchNorm().epsilon(1e-5).momentum(0.9);
  }

  @Test
  void allWaysOfSavingGiveTheOutputs() throws IOException {
    Map<String, Tensor> io = Npz.read(References.path("pytorch/ways-of-saving/io.npz"));
    int read = 0;
    for (Path file : References.in("pytorch/ways-of-saving")) {
      String name = file.getFileName().toString();
      if (name.endsWith(".txt") || name.endsWith(".npz") || CODE.contains(name)) {
        continue;
      }
      Network network = network();
      StateDictWeights.load(StateDict.read(file), network, Map.of());
      Tensor y = network.forward(Channels.last(io.get("x")), Mode.INFERENCE);
      double difference = Channels.difference(io.get("y"), y);
      double most = name.startsWith("half") ? 1e-3 : name.startsWith("bfloat16") ? 1e-2 : 1e-5;
      assertTrue(difference < most, name + ": " + difference);
      read++;
    }
    assertEquals(11, read);
  }

  /** So that what differs in the outputs is the rounding of the weights alone. */
  @Test
  void halfPrecisionHoldsTheRoundedValues() throws IOException {
    Path ways = References.path("pytorch/ways-of-saving");
    StateDict plain = StateDict.read(ways.resolve("plain.pth"));
    StateDict half = StateDict.read(ways.resolve("half.pth"));
    StateDict bfloat16 = StateDict.read(ways.resolve("bfloat16.pth"));
    assertEquals(plain.names(), half.names());
    assertEquals(plain.names(), bfloat16.names());
    for (StateTensor tensor : plain.weights()) {
      float[] values = plain.values(tensor.name());
      float[] halves = half.values(tensor.name());
      float[] others = bfloat16.values(tensor.name());
      for (int i = 0; i < values.length; i++) {
        assertEquals(HalfPrecision.fromHalf(HalfPrecision.toHalf(values[i])), halves[i]);
        float rounded = Float.intBitsToFloat(HalfPrecision.toBfloat16(values[i]) << 16);
        assertEquals(rounded, others[i], tensor::name);
      }
    }
  }

  @Test
  void whatHoldsCodeIsRefusedWithTheLineThatSavesWeights() {
    for (String name : CODE) {
      Path file = References.path("pytorch/ways-of-saving/" + name);
      Exception refused = assertThrows(UnsupportedModelException.class, () -> StateDict.read(file));
      assertTrue(refused.getMessage().contains("state_dict(), 'weights.pth'"), refused::getMessage);
    }
  }

  @Test
  void hostileFilesAreRefusedInOneLine() throws IOException {
    int refused = 0;
    for (Path file : References.in("pytorch/hostile")) {
      if (!file.toString().endsWith(".txt")) {
        Exception problem =
            assertThrows(
                UnsupportedModelException.class,
                () -> {
                  StateDict dict = StateDict.read(file);
                  StateDictWeights.load(dict, network(), Map.of());
                },
                file.toString());
        assertFalse(problem.getMessage().contains("\n"), problem::getMessage);
        refused++;
      }
    }
    assertEquals(6, refused);
    assertFalse(Files.exists(Path.of("limpid-was-here")));
  }

  @Test
  void namesAndShapesAreThoseThatPytorchTells() throws IOException {
    for (Path folder : References.in("pytorch")) {
      Path text = folder.resolve("state.txt");
      if (Files.exists(text)) {
        StateDict dict = StateDict.read(folder.resolve("state.pth"));
        List<String> lines = Files.readAllLines(text);
        assertEquals(lines.size(), dict.names().size(), folder::toString);
        for (int i = 0; i < lines.size(); i++) {
          String name = dict.names().get(i);
          int[] shape = dict.shape(name);
          String told = name + " " + java.util.Arrays.toString(shape);
          assertTrue(lines.get(i).startsWith(told + " "), told);
          int size = java.util.Arrays.stream(shape).reduce(1, (a, b) -> a * b);
          assertEquals(size, dict.values(name).length, told);
        }
      }
    }
  }

  @Test
  void halfPrecisionIsExactBothWays() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float value = HalfPrecision.fromHalf((short) bits);
      if (!Float.isNaN(value)) {
        assertEquals((short) bits, HalfPrecision.toHalf(value), "half " + bits);
      }
      float other = Float.intBitsToFloat(bits << 16);
      if (!Float.isNaN(other)) {
        assertEquals((short) bits, HalfPrecision.toBfloat16(other), "bfloat16 " + bits);
      }
    }
    assertArrayEquals(
        new short[] {0x3c00, 0x3c00, 0x3c02, 0x7bff, 0x7c00},
        new short[] {
          HalfPrecision.toHalf(1),
          HalfPrecision.toHalf(1 + 0x1p-11f),
          HalfPrecision.toHalf(1 + 3 * 0x1p-11f),
          HalfPrecision.toHalf(65519),
          HalfPrecision.toHalf(65520)
        });
  }
}
