package dev.limpid.interop.pytorch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.interop.format.HalfPrecision;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statistics in files of half precision, and of names that are told. */
class StateDictStatisticsTest {
  @TempDir private Path folder;
  private Path file;
  private Path mended;

  @BeforeEach
  void writeHalfPrecision() throws IOException {
    file = folder.resolve("half.safetensors");
    mended = folder.resolve("mended.safetensors");
    byte[] header =
        ("{\"mean\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]},"
                + "\"again\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]},"
                + "\"var\":{\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[4,8]}}")
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes = ByteBuffer.allocate(8 + header.length + 8).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header);
    for (float value : new float[] {1, 2, 3, 4}) {
      bytes.putShort(HalfPrecision.toHalf(value));
    }
    Files.write(file, bytes.array());
  }

  @Test
  void halfPrecisionStaysHalfPrecision() throws IOException {
    float[] values = {0.1f, -7};
    StateDictStatistics.replace(file, Map.of("mean", values, "again", values), mended);
    StateDict read = StateDict.read(mended);
    float tenth = HalfPrecision.fromHalf(HalfPrecision.toHalf(0.1f));
    assertArrayEquals(new float[] {tenth, -7}, read.values("mean"));
    assertArrayEquals(new float[] {3, 4}, read.values("var"));
    assertEquals(Files.size(file), Files.size(mended));
  }

  @Test
  void tensorsInOnePlaceAreNotReplacedByDifferentOnes() {
    for (Map<String, float[]> values :
        List.of(
            Map.of("mean", new float[] {5, 6}),
            Map.of("mean", new float[] {5, 6}, "again", new float[] {7, 8}))) {
      Exception refused =
          assertThrows(IOException.class, () -> StateDictStatistics.replace(file, values, mended));
      assertTrue(refused.getMessage().contains("in one place"), refused::getMessage);
    }
    assertTrue(Files.notExists(mended));
  }

  @Test
  void whatHalfPrecisionCantHoldIsNotWritten() {
    Exception refused =
        assertThrows(
            IOException.class,
            () -> StateDictStatistics.replace(file, Map.of("var", new float[] {1, 1e6f}), mended));
    assertTrue(refused.getMessage().contains("can't hold 1000000.0"), refused::getMessage);
    assertTrue(Files.notExists(mended));
  }

  @Test
  void otherNamesAndSizesAreRefused() {
    for (Map<String, float[]> values :
        List.of(Map.of("none", new float[2]), Map.of("mean", new float[3]))) {
      Exception refused =
          assertThrows(IOException.class, () -> StateDictStatistics.replace(file, values, mended));
      assertTrue(refused.getMessage().contains("has no tensor"), refused::getMessage);
    }
    assertTrue(Files.notExists(mended));
  }
}
