package dev.limpid.interop.pytorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parameter;
import dev.limpid.core.Rng;
import dev.limpid.interop.format.UnsupportedModelException;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Conv2DTranspose;
import dev.limpid.layers.Dense;
import dev.limpid.layers.DepthwiseConv2D;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Network;
import dev.limpid.layers.PReLU;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.LayerNorm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateDictWriterTest {
  @TempDir Path folder;

  private static Network network(long seed) {
    Network network =
        Sequential.of(6, 5, 2)
            .add(new Conv2D(4, 3).named("features.0"), new BatchNorm().named("features.1"))
            .add(new DepthwiseConv2D(2).named("deep"), new PReLU().named("act"))
            .add(new Conv2DTranspose(3, 2).named("up"), new LayerNorm().named("norm"))
            .add(new Flatten(), new BatchNorm().named("flat"), new ReLU())
            .add(new Dense(7).named("head"), new Dense(2).bias(false).named("last"))
            .build(1);
    Rng rng = Rng.of(seed);
    for (Parameter parameter : network.parameters()) {
      for (int i = 0; i < parameter.value().size(); i++) {
        parameter.value().data()[i] = Math.abs((float) rng.nextGaussian());
      }
    }
    return network;
  }

  private static void assertSame(Network expected, Network actual) {
    for (int i = 0; i < expected.parameters().size(); i++) {
      Parameter one = expected.parameters().get(i);
      Parameter other = actual.parameters().get(i);
      assertArrayEquals(one.value().data(), other.value().data(), one.name());
    }
  }

  @Test
  void whatIsWrittenReadsBackByNameAndByOrder() throws IOException {
    Network network = network(3);
    for (String name : List.of("weights.pth", "weights.safetensors")) {
      Path file = folder.resolve(name);
      StateDictWriter.write(network, file);
      StateDict dict = StateDict.read(file);
      assertArrayEquals(new int[] {4, 2, 3, 3}, dict.shape("features.0.weight"));
      assertTrue(dict.names().contains("flat.running_var"), dict.names()::toString);
      Network other = network(4);
      String told = StateDictWeights.load(dict, other, Map.of());
      assertEquals("20 tensors were assigned by name.", told);
      assertSame(network, other);
    }
  }

  @Test
  void aMappingOfLayersLeadsToOtherNames() throws IOException {
    Network network = network(3);
    Path file = folder.resolve("weights.pth");
    StateDictWriter.write(network, file);
    Network other =
        Sequential.of(6, 5, 2)
            .add(new Conv2D(4, 3).named("a"), new BatchNorm().named("b"))
            .build(1);
    Path small = folder.resolve("small.pth");
    StateDictWriter.write(
        Sequential.of(6, 5, 2)
            .add(new Conv2D(4, 3).named("b"), new BatchNorm().named("a"))
            .build(9),
        small);
    String told = StateDictWeights.load(StateDict.read(small), other, Map.of("a", "b", "b", "a"));
    assertEquals("6 tensors were assigned by the mapping.", told);
  }

  @Test
  void theSameWeightsGiveTheSameBytes() throws IOException {
    StateDictWriter.write(network(3), folder.resolve("one.pth"));
    StateDictWriter.write(network(3), folder.resolve("two.pth"));
    assertEquals(-1, Files.mismatch(folder.resolve("one.pth"), folder.resolve("two.pth")));
  }

  @Test
  void onlyTheStatisticsAreReplaced() throws IOException {
    for (String name : List.of("weights.pth", "weights.safetensors")) {
      Path file = folder.resolve(name);
      Path mended = folder.resolve("mended-" + name);
      StateDictWriter.write(network(3), file);
      Network other = network(8);
      StateDictStatistics.replace(file, other, Map.of(), mended);
      Network back = network(5);
      StateDictWeights.load(StateDict.read(mended), back, Map.of());
      Network before = network(3);
      for (int i = 0; i < back.parameters().size(); i++) {
        Parameter parameter = back.parameters().get(i);
        Network expected = parameter.isStatistic() ? other : before;
        assertArrayEquals(
            expected.parameters().get(i).value().data(),
            parameter.value().data(),
            parameter.name());
      }
      assertEquals(Files.size(file), Files.size(mended));
      if (name.endsWith(".pth")) {
        assertEquals(4, changedRecords(file, mended));
      }
    }
  }

  /** Reads all records, whose checksums the JDK compares. */
  private static int changedRecords(Path one, Path other) throws IOException {
    int changed = 0;
    try (ZipFile a = new ZipFile(one.toFile());
        ZipFile b = new ZipFile(other.toFile())) {
      for (var entry : a.stream().toList()) {
        byte[] before = a.getInputStream(entry).readAllBytes();
        byte[] after = b.getInputStream(b.getEntry(entry.getName())).readAllBytes();
        changed += Arrays.equals(before, after) ? 0 : 1;
      }
    }
    return changed;
  }

  /** Damage anywhere gives one line, or a state dict all the same. */
  @Test
  void randomDamageIsRefusedInOneLine() throws IOException {
    for (String name : List.of("weights.pth", "weights.safetensors")) {
      Path file = folder.resolve(name);
      StateDictWriter.write(network(3), file);
      byte[] whole = Files.readAllBytes(file);
      Path mutant = folder.resolve("mutant");
      Set<String> messages = new HashSet<>();
      for (int seed = 0; seed < 600; seed++) {
        byte[] bytes = mutant(whole, Rng.of(seed));
        Files.write(mutant, bytes);
        try {
          StateDictWeights.load(StateDict.read(mutant), network(5), Map.of());
        } catch (UnsupportedModelException e) {
          assertEquals(1, e.getMessage().lines().count(), e.getMessage());
          messages.add(e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
          throw new AssertionError(name + ", seed " + seed, e);
        }
      }
      assertTrue(messages.size() > 10, messages::toString);
    }
  }

  private static byte[] mutant(byte[] whole, Rng rng) {
    byte[] bytes = whole.clone();
    if (rng.nextInt(4) == 0) {
      return Arrays.copyOf(bytes, rng.nextInt(bytes.length));
    }
    int changes = 1 + rng.nextInt(4);
    for (int i = 0; i < changes; i++) {
      // Directories are at the ends, where damage tells most.
      int reach = rng.nextInt(3) == 0 ? bytes.length : Math.min(bytes.length, 2500);
      int at = rng.nextInt(reach);
      at = rng.nextInt(2) == 0 ? at : bytes.length - 1 - at;
      bytes[at] = (byte) (rng.nextInt(3) == 0 ? 0xff : rng.nextInt(256));
    }
    return bytes;
  }
}
