package dev.limpid.layers.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void whatIsWrittenIsReadBack() throws IOException {
    TensorFile content = content();
    Path file = folder.resolve("a.safetensors");
    Safetensors.write(content, file);
    TensorFile read = Safetensors.read(file);
    assertEquals(content.metadata(), read.metadata());
    assertEquals(content.tensors().keySet(), read.tensors().keySet());
    content
        .tensors()
        .forEach(
            (name, tensor) -> {
              assertEquals(tensor.shape(), read.tensors().get(name).shape());
              assertArrayEquals(tensor.copy().data(), read.tensors().get(name).data());
            });
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Safetensors.write(new TensorFile(Map.of(), Map.of("w", Tensor.of(Shape.of(2), 1f, -2f))), file);
    String header = "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}";
    int padded = (header.length() + 7) / 8 * 8;
    ByteBuffer expected = ByteBuffer.allocate(8 + padded + 8).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded).put(header.getBytes(StandardCharsets.UTF_8));
    while (expected.position() < 8 + padded) {
      expected.put((byte) ' ');
    }
    expected.putFloat(1).putFloat(-2);
    assertArrayEquals(expected.array(), Files.readAllBytes(file));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{\"w\":1}",
        "{\"w\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,16]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[0,99999999999],\"data_offsets\":[0,0]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"v\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]},"
            + "\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}",
        "{\"__metadata__\":{\"a\":1},\"w\":{\"dtype\":\"F32\",\"shape\":[2],"
            + "\"data_offsets\":[0,8]}}",
        "{\"__metadata__\":[],\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"
      })
  void hostileHeadersAreRefusedInOneLineThatNamesTheFile(String header) throws IOException {
    Path file = folder.resolve("hostile.safetensors");
    Files.write(file, bytes(header.getBytes(StandardCharsets.UTF_8), new byte[8]));
    refused(file);
  }

  @Test
  void headersThatAreNoTextOrTooDeepAreRefused() throws IOException {
    Path file = folder.resolve("hostile.safetensors");
    Files.write(file, bytes(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}, new byte[8]));
    refused(file);
    Files.write(file, bytes("[".repeat(100_000).getBytes(StandardCharsets.UTF_8), new byte[8]));
    refused(file);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32, 1 << 25})
  void impossibleHeaderLengthsAreRefused(long length) throws IOException {
    Path file = folder.resolve("hostile.safetensors");
    Files.write(
        file, ByteBuffer.allocate(40).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array());
    refused(file);
  }

  @Test
  void everyTruncationOfAFileIsRefused() throws IOException {
    Path whole = folder.resolve("whole.safetensors");
    Safetensors.write(content(), whole);
    byte[] bytes = Files.readAllBytes(whole);
    Path file = folder.resolve("cut.safetensors");
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      refused(file);
    }
  }

  @Test
  void randomDamageGivesAValidFileOrTheOneException() throws IOException {
    Path whole = folder.resolve("whole.safetensors");
    Safetensors.write(content(), whole);
    byte[] original = Files.readAllBytes(whole);
    Path file = folder.resolve("damaged.safetensors");
    int refused = 0;
    for (int seed = 0; seed < 2000; seed++) {
      Rng rng = Rng.of(seed);
      byte[] bytes = original.clone();
      for (int i = rng.nextInt(4); i >= 0; i--) {
        bytes[rng.nextInt(bytes.length)] = (byte) rng.nextInt(256);
      }
      Files.write(file, bytes);
      try {
        Safetensors.read(file).tensors().values().forEach(tensor -> tensor.size());
      } catch (ModelFileException e) {
        refused++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError("seed " + seed, e);
      }
    }
    assertTrue(refused > 100, "only " + refused + " damaged files were refused");
  }

  @Test
  void aFailedWriteLeavesTheEarlierFileAlone() throws IOException {
    Path file = folder.resolve("a.safetensors");
    Safetensors.write(content(), file);
    byte[] before = Files.readAllBytes(file);
    Map<String, Tensor> unwritable = new LinkedHashMap<>();
    unwritable.put("w", null);
    TensorFile broken = new TensorFile(Map.of(), unwritable);
    assertThrows(NullPointerException.class, () -> Safetensors.write(broken, file));
    assertArrayEquals(before, Files.readAllBytes(file));
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count(), "a temporary file was left behind");
    }
  }

  @Test
  void missingFilesAndFoldersAreNamed() {
    refused(folder.resolve("none.safetensors"));
    refused(folder);
  }

  private static void refused(Path file) {
    ModelFileException problem =
        assertThrows(ModelFileException.class, () -> Safetensors.read(file));
    assertTrue(problem.getMessage().contains(file.toString()), problem.getMessage());
    assertEquals(1, problem.getMessage().lines().count());
  }

  private static TensorFile content() {
    Rng rng = Rng.of(1);
    Tensor w = Tensor.zeros(3, 4);
    for (int i = 0; i < w.size(); i++) {
      w.data()[i] = rng.nextFloat(-1, 1);
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("w", w);
    tensors.put("empty", Tensor.zeros(0, 5));
    tensors.put("scalar \"quoted\" \u00fc\n", Tensor.of(Shape.of(), 7f));
    return new TensorFile(Map.of("a", "text", "b", "{\"x\":1}"), tensors);
  }

  private static byte[] bytes(byte[] header, byte[] data) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).array());
    out.write(header);
    out.write(data);
    return out.toByteArray();
  }
}
