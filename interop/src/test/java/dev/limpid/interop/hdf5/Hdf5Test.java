package dev.limpid.interop.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is written is read again. */
class Hdf5Test {
  @Test
  void groupsTextsAndNumbersComeBack() throws Hdf5Exception {
    Hdf5Writer root = new Hdf5Writer();
    root.text("long", "\u00e4".repeat(100_000));
    root.text("empty", "");
    root.group("a/b").floats("c/0", new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    root.group("a").texts("names", List.of("one", "two", "three"));
    root.floats("scalar", new float[] {7});
    Hdf5Group read = Hdf5File.read(root.toBytes());
    assertEquals(Optional.of("\u00e4".repeat(100_000)), read.text("long"));
    assertEquals(Optional.of(""), read.text("empty"));
    assertEquals(Optional.empty(), read.text("none"));
    assertEquals(Optional.of(List.of("one", "two", "three")), read.group("a").texts("names"));
    Hdf5Dataset dataset = read.dataset("a/b/c/0");
    assertArrayEquals(new int[] {2, 3}, dataset.dims());
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6}, dataset.floats());
    assertEquals("float32", dataset.type());
    assertArrayEquals(new int[0], read.dataset("scalar").dims());
    assertEquals(7, read.dataset("scalar").floats()[0]);
    assertTrue(read.names().containsAll(List.of("a", "scalar")));
  }

  @Test
  void manyNamesNeedManyLeavesAndLongListsAreCut() throws Hdf5Exception {
    Hdf5Writer root = new Hdf5Writer();
    List<String> names = IntStream.range(0, 5000).mapToObj(i -> "layer_number_" + i).toList();
    for (int i = 0; i < names.size(); i++) {
      root.group("all").floats(names.get(i), new float[] {i}, 1);
    }
    root.texts("names", names);
    root.group("none");
    Hdf5Group read = Hdf5File.read(root.toBytes());
    for (int i = 0; i < names.size(); i++) {
      assertEquals(i, read.dataset("all/" + names.get(i)).floats()[0]);
    }
    assertEquals(5000, read.group("all").names().size());
    assertEquals(Optional.empty(), read.texts("names"));
    assertEquals("layer_number_0", read.texts("names0").orElseThrow().get(0));
    assertEquals(0, read.group("none").names().size());
  }

  @Test
  void whatIsPutAtThePlaceOfANumberIsReadThere() throws Hdf5Exception {
    Hdf5Writer root = new Hdf5Writer();
    root.floats("x", new float[] {1, 2, 3}, 3);
    byte[] file = root.toBytes();
    int place = (int) Hdf5File.read(file).dataset("x").placeOfFloats().orElseThrow();
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putFloat(place + 4, 9);
    assertArrayEquals(new float[] {1, 9, 3}, Hdf5File.read(file).dataset("x").floats());
  }

  @Test
  void aNameIsToldOnOneLine() throws Hdf5Exception {
    Hdf5Writer writer = new Hdf5Writer();
    writer.group("a\u001b[2J\nb");
    Hdf5Group root = Hdf5File.read(writer.toBytes());
    Exception refused = assertThrows(Hdf5Exception.class, () -> root.dataset("a\u001b[2J\nb"));
    assertEquals("'a\\u001b[2J\\u000ab' is a group, not a data set", refused.getMessage());
  }

  @Test
  void aGroupIsNoDataSet() throws Hdf5Exception {
    Hdf5Writer root = new Hdf5Writer();
    root.group("a").floats("b", new float[1], 1);
    Hdf5Group read = Hdf5File.read(root.toBytes());
    assertThrows(Hdf5Exception.class, () -> read.dataset("a"));
    assertThrows(Hdf5Exception.class, () -> read.group("a/b"));
    assertEquals(null, read.dataset("a/c"));
    assertThrows(Hdf5Exception.class, () -> Hdf5File.read(new byte[100]));
  }
}
