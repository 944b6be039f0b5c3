package dev.limpid.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.core.compute.Compute;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are damaged, or made to do harm. */
class OnnxDamageTest {
  @TempDir Path folder;

  private static Network network(long seed) {
    return OnnxWriterTest.random(
        Sequential.of(8, 8, 2)
            .add(new Conv2D(3, 3).named("first"), new BatchNorm().named("norm"), new ReLU())
            .add(new MaxPool2D(), new Flatten(), new Dense(4).named("head"))
            .build(1),
        seed);
  }

  private static void requireRefused(String part, byte[] bytes) {
    Exception refused =
        assertThrows(
            UnsupportedModelException.class,
            () ->
                OnnxReader.imported(OnnxFile.of(Path.of("model.onnx"), bytes), Compute.standard()));
    assertTrue(refused.getMessage().contains(part), refused::getMessage);
    assertEquals(1, refused.getMessage().lines().count(), refused::getMessage);
  }

  /** Damage anywhere gives one line, or a network all the same. */
  @Test
  void randomDamageIsRefusedInOneLine() throws IOException {
    byte[] whole = OnnxWriter.of(network(3)).toBytes();
    Set<String> messages = new HashSet<>();
    for (int seed = 0; seed < 1500; seed++) {
      Rng rng = Rng.of(seed);
      byte[] bytes = whole.clone();
      if (rng.nextInt(5) == 0) {
        bytes = Arrays.copyOf(bytes, rng.nextInt(bytes.length));
      } else {
        for (int i = 0; i <= rng.nextInt(4); i++) {
          bytes[rng.nextInt(bytes.length)] = (byte) rng.nextInt(256);
        }
      }
      try {
        OnnxReader.imported(OnnxFile.of(Path.of("model.onnx"), bytes), Compute.standard());
      } catch (UnsupportedModelException e) {
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
        messages.add(e.getMessage());
      } catch (RuntimeException | OutOfMemoryError e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertTrue(messages.size() > 50, messages::toString);
  }

  @Test
  void aCycleIsRefused() {
    GraphWriter graph = new GraphWriter();
    graph.input("x", 3);
    ProtoWriter one = new ProtoWriter().text(1, "b").text(2, "a").text(3, "one").text(4, "Relu");
    ProtoWriter two = new ProtoWriter().text(1, "a").text(2, "b").text(3, "two").text(4, "Relu");
    graph.add(one);
    graph.add(two);
    graph.output("b", 3);
    requireRefused(
        "Relu 'one' takes 'b', which nothing before it puts out", graph.model(17, List.of()));
  }

  @Test
  void aMillionNodesAreRefusedBeforeTheyAreRead() {
    GraphWriter graph = new GraphWriter();
    graph.input("x", 3);
    for (int i = 0; i < 1_000_000; i++) {
      graph.add(new ProtoWriter());
    }
    requireRefused("more than 100000 nodes", graph.model(17, List.of()));
  }

  @Test
  void hugeShapesAreRefused() {
    GraphWriter constant = new GraphWriter();
    constant.input("x", 1 << 20);
    String shape = constant.numbers("shape", 1 << 20, 1 << 10);
    String weight = constant.node("ConstantOfShape", shape).to("weight");
    String y = constant.node("MatMul", "x", weight).to("y");
    constant.output(y, 1 << 10);
    requireRefused("MB for its weights and their gradients", constant.model(17, List.of()));
    GraphWriter overflow = new GraphWriter();
    overflow.input("x", 3);
    String huge = overflow.numbers("shape", 1L << 31, 1L << 31, 4);
    String all = overflow.node("ConstantOfShape", huge).to("weight");
    overflow.output(overflow.node("Add", "x", all).to("y"), 3);
    requireRefused("makes a dimension of", overflow.model(17, List.of()));
  }

  @Test
  void chainsOfThousandsOfNodesAreRead() throws IOException {
    GraphWriter graph = new GraphWriter();
    graph.input("x", 3);
    String at = "x";
    for (int i = 0; i < 5000; i++) {
      at = graph.node("Relu", at).to("y" + i);
    }
    graph.output(at, 3);
    OnnxModel model = OnnxFile.of(Path.of("m.onnx"), graph.model(17, List.of()));
    assertEquals(5000, OnnxReader.imported(model, Compute.standard()).network().layers().size());
  }

  @Test
  void valuesOutsideOfTheFolderAreNotRead() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Files.write(folder.resolve("secret.bin"), new byte[12]);
    Files.write(inner.resolve("beside.bin"), new byte[12]);
    Files.createSymbolicLink(inner.resolve("link.bin"), folder.resolve("secret.bin"));
    String absolute = folder.resolve("secret.bin").toString();
    for (String location : List.of("../secret.bin", absolute, "link.bin", "missing.bin", "")) {
      Path file = inner.resolve("model.onnx");
      Files.write(file, external(location));
      Exception refused =
          assertThrows(
              UnsupportedModelException.class, () -> OnnxReader.read(file, Compute.standard()));
      assertTrue(refused.getMessage().contains("'scale' is in the file"), refused::getMessage);
    }
    Path file = inner.resolve("model.onnx");
    Files.write(file, external("beside.bin"));
    assertEquals(1, OnnxReader.read(file, Compute.standard()).network().layers().size());
  }

  private static byte[] external(String location) {
    GraphWriter graph = new GraphWriter();
    graph.input("x", 3);
    ProtoWriter place = new ProtoWriter().text(1, "location").text(2, location);
    ProtoWriter tensor =
        new ProtoWriter()
            .number(1, 3)
            .number(2, 1)
            .text(8, "scale")
            .message(13, place)
            .number(14, 1);
    graph.addWeight(tensor);
    graph.output(graph.node("Mul", "x", "scale").to("y"), 3);
    return graph.model(17, List.of());
  }

  @Test
  void onlyTheStatisticsAreReplaced() throws IOException {
    Path file = folder.resolve("model.onnx");
    Path mended = folder.resolve("mended.onnx");
    Network before = network(3);
    Network other = network(9);
    OnnxWriter.of(before).write(file);
    OnnxStatistics.replace(file, other, mended);
    Network back = OnnxReader.read(mended, Compute.standard()).network();
    for (int i = 0; i < back.parameters().size(); i++) {
      Parameter parameter = back.parameters().get(i);
      Network expected = parameter.isStatistic() ? other : before;
      assertArrayEquals(
          expected.parameters().get(i).value().data(), parameter.value().data(), parameter.name());
    }
    byte[] one = Files.readAllBytes(file);
    byte[] two = Files.readAllBytes(mended);
    assertEquals(one.length, two.length);
    int changed = 0;
    for (int i = 0; i < one.length; i++) {
      changed += one[i] == two[i] ? 0 : 1;
    }
    assertTrue(changed > 0 && changed <= 2 * 3 * 4, changed + " bytes differ");
  }

  @Test
  void aFileWithoutStatisticsHasNothingToMend() throws IOException {
    Path file = folder.resolve("model.onnx");
    Network plain = Sequential.of(3).add(new Dense(2)).build(1);
    OnnxWriter.of(plain).write(file);
    Exception refused =
        assertThrows(
            UnsupportedModelException.class, () -> OnnxStatistics.replace(file, plain, file));
    assertTrue(refused.getMessage().contains("nothing to mend"), refused::getMessage);
  }
}
