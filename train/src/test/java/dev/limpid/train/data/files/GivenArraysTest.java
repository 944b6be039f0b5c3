package dev.limpid.train.data.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Arrays as they were handed to a training in Python. */
class GivenArraysTest {
  private static final List<String> CLASSES = List.of("a", "b", "c");
  private static final Shape IMAGE = Shape.of(2, 3, 2);

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"x,y", "x_train,y_train", "X,y", "images,labels", "x_test,y_test", "arr_0,arr_1"})
  void bytesKeepTheirValuesWhateverTheArraysAreCalled(String x, String y) throws IOException {
    Dataset data = read(Map.of(x, images("2, 2, 3, 2"), y, labels((byte) 2, (byte) 0)));
    assertEquals(2, data.size());
    assertEquals(2, data.label(0));
    assertEquals(CLASSES, data.classNames());
    float[] values = new float[12];
    data.read(0, values, 0);
    assertEquals(1, values[0]);
    assertEquals(78, values[11]);
  }

  @Test
  void channelsThatComeFirstAreTurned() throws IOException {
    Dataset data = read(Map.of("x", images("2, 2, 2, 3"), "y", labels((byte) 0, (byte) 1)));
    // [N,C,H,W] of 2,2,2,3 could not be told from [N,H,W,C] by its size, but by its order
    float[] values = new float[12];
    data.read(0, values, 0);
    assertArrayEquals(new float[] {1, 43, 8, 50, 15, 57, 22, 64, 29, 71, 36, 78}, values);
  }

  @Test
  void labelsMayBeOneHot() throws IOException {
    byte[] hot = Packed.npy("|u1", new byte[] {0, 1, 0, 0, 0, 1}, "2, 3");
    Dataset data = read(Map.of("x", images("2, 2, 3, 2"), "y", hot));
    assertEquals(1, data.label(0));
    assertEquals(2, data.label(1));
  }

  @Test
  void anArchiveOfBothPartsHasSomethingToValidateOn() throws IOException {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("x_train", images("2, 2, 3, 2"));
    arrays.put("y_train", labels((byte) 0, (byte) 1));
    arrays.put("x_test", images("1, 2, 3, 2"));
    arrays.put("y_test", labels((byte) 2));
    PackedData.Parts parts = parts(arrays);
    assertEquals(2, parts.training().size());
    assertEquals(1, parts.validation().orElseThrow().size());
  }

  @Test
  void labelsOfASingleArrayAreBesideIt() throws IOException {
    Files.write(folder.resolve("x_val.npy"), images("1, 2, 3, 2"));
    Files.write(folder.resolve("y_val.npy"), labels((byte) 2));
    PackedData.Parts parts = NumpyFiles.readAsGiven(folder.resolve("x_val.npy"), IMAGE, CLASSES);
    assertEquals(2, parts.training().label(0));
    Files.delete(folder.resolve("y_val.npy"));
    assertThrows(
        DatasetException.class,
        () -> NumpyFiles.readAsGiven(folder.resolve("x_val.npy"), IMAGE, CLASSES));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2, 2, 3, 1 | 0 1 | the network takes",
        "2, 3, 3, 2 | 0 1 | the network takes",
        "2, 2, 3, 2 | 0 3 | outputs 0 to 2",
        "2, 2, 3, 2 | 0 | 1 labels",
      })
  void whatDoesNotFitIsRefused(String shape, String labels, String part) {
    byte[] y = new byte[labels.split(" ").length];
    for (int i = 0; i < y.length; i++) {
      y[i] = Byte.parseByte(labels.split(" ")[i]);
    }
    Exception refused =
        assertThrows(
            DatasetException.class, () -> read(Map.of("x", images(shape), "y", labels(y))));
    assertTrue(refused.getMessage().contains(part), refused::getMessage);
  }

  @Test
  void rowsThatAreNotOneHotAreRefused() {
    for (byte[] row : new byte[][] {{0, 0, 0}, {1, 1, 0}, {0, 2, 0}}) {
      byte[] y = Packed.npy("|u1", row, "1, 3");
      Exception refused =
          assertThrows(
              DatasetException.class, () -> read(Map.of("x", images("1, 2, 3, 2"), "y", y)));
      assertTrue(refused.getMessage().contains("not one-hot"), refused::getMessage);
    }
  }

  private Dataset read(Map<String, byte[]> arrays) throws IOException {
    return parts(arrays).training();
  }

  private PackedData.Parts parts(Map<String, byte[]> arrays) throws IOException {
    Path file = Packed.npz(folder.resolve("data.npz"), arrays);
    return NumpyFiles.readAsGiven(file, IMAGE, CLASSES);
  }

  private static byte[] images(String shape) {
    int size = 1;
    for (String dim : shape.split(", ")) {
      size *= Integer.parseInt(dim);
    }
    return Packed.npy("|u1", Packed.values(size, 1), shape);
  }

  private static byte[] labels(byte... values) {
    return Packed.npy("|u1", values, values.length + ",");
  }
}
