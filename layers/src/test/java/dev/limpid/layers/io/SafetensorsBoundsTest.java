package dev.limpid.layers.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Headers at the very bounds of what is read, each with the message of what is beyond. */
class SafetensorsBoundsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // Each dimension is an int, but not their product, though a zero is among them.
        "[65536,65536,0] | 0 | 0 | 'w' of shape [65536, 65536, 0] does not fit its 0 bytes",
        "[0,65536,65536] | 0 | 0 | 'w' of shape [0, 65536, 65536] does not fit its 0 bytes",
        "[4294967296] | 0 | 0 | 'w' of shape [4294967296] does not fit its 0 bytes",
        "[0,2147483648] | 0 | 0 | 'w' of shape [0, 2147483648] does not fit its 0 bytes",
        "[4294967296,4294967296] | 0 | 0 | does not fit its 0 bytes",
        "[3] | 8 | 8 | 'w' of shape [3] does not fit its 8 bytes",
        "[2] | 9 | 9 | 'w' of shape [2] does not fit its 9 bytes",
        "[1] | 8 | 8 | 'w' of shape [1] does not fit its 8 bytes",
        "[] | 8 | 8 | 'w' of shape [] does not fit its 8 bytes",
        "[2,\"x\"] | 8 | 8 | 'w' has the shape [2, x]; a list of whole numbers is right",
        "[\"x\",2] | 8 | 8 | 'w' has the shape [x, 2]; a list of whole numbers is right",
        "[2,-1] | 8 | 8 | 'w' has the shape [2, -1]; a list of whole numbers is right",
        "[2,1.0] | 8 | 8 | 'w' has the shape [2, 1.0]; a list of whole numbers is right",
        "7 | 28 | 28 | 'w' has the shape 7; a list of whole numbers is right",
        "[2] | 8 | 12 | has 4 bytes behind its last tensor",
        "[2] | 8 | 7 | outside of the 7 bytes behind the header"
      })
  void whatIsBeyondABoundIsRefused(String shape, int end, int data, String words)
      throws IOException {
    Path file = write(tensor("w", shape, 0, end), data);
    ModelFileException problem =
        assertThrows(ModelFileException.class, () -> Safetensors.read(file));
    assertTrue(problem.getMessage().contains(words), problem.getMessage());
    assertTrue(problem.getMessage().startsWith(file.toString()), problem.getMessage());
  }

  @Test
  void whatIsAtABoundIsRead() throws IOException {
    assertEquals(Shape.of(), shapeOf("[]", 4));
    assertEquals(Shape.of(0), shapeOf("[0]", 0));
    assertEquals(Shape.of(1 << 15, 0, 1 << 15), shapeOf("[32768,0,32768]", 0));
    assertEquals(
        Shape.of(Integer.MAX_VALUE - 8, 0), shapeOf("[" + (Integer.MAX_VALUE - 8) + ",0]", 0));
    String dims = "1,".repeat(31) + "1";
    assertEquals(32, shapeOf("[" + dims + "]", 4).rank());
    Path more = write(tensor("w", "[" + dims + ",1]", 0, 4), 4);
    assertThrows(ModelFileException.class, () -> Safetensors.read(more));
    assertTrue(Safetensors.read(write("", 0)).tensors().isEmpty());
  }

  private Shape shapeOf(String shape, int bytes) throws IOException {
    return Safetensors.read(write(tensor("w", shape, 0, bytes), bytes)).tensors().get("w").shape();
  }

  @Test
  void tensorsMayStandInAnotherOrderThanTheirValues() throws IOException {
    Path file = write(tensor("b", "[1]", 4, 8) + "," + tensor("a", "[1]", 0, 4), 8);
    TensorFile read = Safetensors.read(file);
    assertArrayEquals(new float[] {value(1)}, read.tensors().get("b").data());
    assertArrayEquals(new float[] {value(0)}, read.tensors().get("a").data());
  }

  @Test
  void asManyTensorsAsAreAllowedAreReadAndOneMoreIsNot() throws IOException {
    StringBuilder tensors = new StringBuilder(tensor("t", "[0]", 0, 0));
    for (int i = 1; i < SafetensorsHeader.MAX_TENSORS; i++) {
      tensors.append(',').append(tensor("t" + i, "[0]", 0, 0));
    }
    assertEquals(
        SafetensorsHeader.MAX_TENSORS,
        Safetensors.read(write(tensors.toString(), 0)).tensors().size());
    Path more = write(tensors + "," + tensor("x", "[0]", 0, 0), 0);
    ModelFileException problem =
        assertThrows(ModelFileException.class, () -> Safetensors.read(more));
    assertTrue(problem.getMessage().contains("65537 tensors"), problem.getMessage());
  }

  @Test
  void theLengthOfTheHeaderIsHeldToTheFile() throws IOException {
    byte[] whole = Files.readAllBytes(write("", 0));
    for (long length : new long[] {whole.length - 7, 1, 0, -1, Long.MIN_VALUE}) {
      byte[] bytes = whole.clone();
      ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
      Path file = Files.write(folder.resolve("length.safetensors"), bytes);
      ModelFileException problem =
          assertThrows(ModelFileException.class, () -> Safetensors.read(file));
      assertTrue(
          problem.getMessage().contains(Long.toUnsignedString(length) + " bytes, but the file"),
          problem.getMessage());
    }
    Path eight = Files.write(folder.resolve("eight.safetensors"), new byte[8]);
    assertTrue(
        assertThrows(ModelFileException.class, () -> Safetensors.read(eight))
            .getMessage()
            .contains("is said to have 0 bytes"));
    Path seven = Files.write(folder.resolve("seven.safetensors"), new byte[7]);
    assertTrue(
        assertThrows(ModelFileException.class, () -> Safetensors.read(seven))
            .getMessage()
            .contains("7 bytes are too few"));
  }

  @Test
  void moreValuesThanAChunkAreReadBackToTheLast() throws IOException {
    int values = (1 << 16) / Float.BYTES * 2 + 3;
    Path file = write(tensor("w", "[" + values + "]", 0, 4 * values), 4 * values);
    float[] read = Safetensors.read(file).tensors().get("w").data();
    for (int i = 0; i < values; i++) {
      assertEquals(value(i), read[i], "value " + i);
    }
  }

  @Test
  void whatIsNoFileIsSaidToBeNone() {
    assertTrue(
        assertThrows(ModelFileException.class, () -> Safetensors.read(folder))
            .getMessage()
            .contains("is a folder"));
    assertTrue(
        assertThrows(ModelFileException.class, () -> Safetensors.read(folder.resolve("none")))
            .getMessage()
            .contains("there is no such file"));
  }

  private static String tensor(String name, String shape, int begin, int end) {
    return "\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
        .formatted(name, shape, begin, end);
  }

  private static float value(int i) {
    return 1 + i / 4f;
  }

  /** A file with this header, behind which are so many bytes: 1, 1.25, 1.5 ... */
  private Path write(String tensors, int data) throws IOException {
    byte[] header = ("{" + tensors + "}").getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + data).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header);
    for (int i = 0; bytes.remaining() >= Float.BYTES; i++) {
      bytes.putFloat(value(i));
    }
    return Files.write(folder.resolve("a.safetensors"), bytes.array());
  }
}
