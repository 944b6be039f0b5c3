package dev.limpid.train.data.files;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.DatasetException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PackedDataTest {
  private static final int MUTANTS = 400;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anIdxFolderIsReadWithItsTwoParts(boolean compressed) throws IOException {
    Packed.mnist(folder, compressed);
    assertTrue(PackedData.isPacked(folder));
    PackedData.Parts parts = PackedData.read(folder);
    Dataset training = parts.training();
    Dataset validation = parts.validation().orElseThrow();
    assertEquals(Shape.of(3, 2, 1), training.sampleShape());
    assertEquals(List.of("0", "1", "2", "3"), training.classNames());
    assertEquals(training.classNames(), validation.classNames());
    assertArrayEquals(new int[] {0, 1, 2, 1, 0}, labels(training));
    assertArrayEquals(new int[] {3, 1}, labels(validation));
    assertArrayEquals(units(Packed.values(30, 1)), values(training));
    assertArrayEquals(units(Packed.values(12, 100)), values(validation));
  }

  @Test
  void classesTxtNamesTheClasses() throws IOException {
    Packed.mnist(folder, true);
    Files.writeString(folder.resolve("classes.txt"), "shirt\nbag\n\nboot\nhat\n");
    assertEquals(
        List.of("shirt", "bag", "boot", "hat"), PackedData.read(folder).training().classNames());
    Files.writeString(folder.resolve("classes.txt"), "shirt\nbag\nboot\n");
    assertRefused("names 3 classes, but labels are 0 to 3");
    Files.writeString(folder.resolve("classes.txt"), "shirt\nbag\nboot\nbag\n");
    assertRefused("names the class 'bag' twice");
  }

  @Test
  void imagesOfSeveralChannelsAreFourDimensions() throws IOException {
    Path images = write("images", Packed.idx(Packed.values(24, 3), 2, 2, 2, 3));
    Path labels = write("labels", Packed.idx(new byte[] {1, 0}, 2));
    Dataset data = IdxFiles.read(images, labels);
    assertEquals(Shape.of(2, 2, 3), data.sampleShape());
    assertArrayEquals(units(Packed.values(24, 3)), values(data));
  }

  @Test
  void cifarTenIsReadFromPlanes() throws IOException {
    byte[] first = Packed.values(2 * 3073, 5);
    byte[] second = Packed.values(3073, 50);
    first[0] = 9;
    first[3073] = 2;
    second[0] = 4;
    write("data_batch_1.bin", first);
    write("data_batch_2.bin", second);
    write("test_batch.bin", second);
    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
    PackedData.Parts parts = PackedData.read(folder);
    assertArrayEquals(new int[] {9, 2, 4}, labels(parts.training()));
    assertEquals("j", parts.training().classNames().get(9));
    assertEquals(1, parts.validation().orElseThrow().size());
    float[] image = new float[3072];
    parts.training().read(2, image, 0);
    for (int pixel : new int[] {0, 33, 1023}) {
      for (int c = 0; c < 3; c++) {
        assertEquals((second[1 + 1024 * c + pixel] & 0xff) / 255f, image[3 * pixel + c]);
      }
    }
  }

  @Test
  void ofCifarHundredTheFineLabelCounts() throws IOException {
    byte[] images = Packed.values(3074, 5);
    images[0] = 19;
    images[1] = 99;
    write("train.bin", images);
    write("test.bin", images);
    Dataset training = PackedData.read(folder).training();
    assertEquals(99, training.label(0));
    assertEquals(100, training.classNames().size());
    images[1] = 100;
    write("train.bin", images);
    assertRefused("train.bin: image 0 has label 100; labels are 0 to 99");
    write("train.bin", Arrays.copyOf(images, 3073));
    assertRefused("3073 bytes are no whole number of CIFAR images of 3074 bytes");
  }

  @Test
  void anNpzOfBytesHasBothParts() throws IOException {
    Path file = Packed.npz(folder.resolve("a.npz"), arrays());
    PackedData.Parts parts = PackedData.read(file);
    assertArrayEquals(new int[] {2, 0}, labels(parts.training()));
    assertArrayEquals(units(Packed.values(12, 1)), values(parts.training()));
    assertArrayEquals(new int[] {1}, labels(parts.validation().orElseThrow()));
    assertEquals(List.of("0", "1", "2"), parts.training().classNames());
  }

  @ParameterizedTest
  @ValueSource(strings = {"val", "valid", "validation"})
  void anNpzIsValidatedOnWhatItNamesSoBeforeItsTestPart(String part) throws IOException {
    Map<String, byte[]> arrays = arrays();
    arrays.put("x_" + part, Packed.npy("|u1", Packed.values(12, 50), "2, 2, 3"));
    arrays.put("y_" + part, Packed.npy("|u1", new byte[] {0, 2}, "2,"));
    arrays.put("groups", Packed.npy("|u1", new byte[] {0, 2}, "2,"));
    Path file = Packed.npz(folder.resolve("a.npz"), arrays);
    Dataset validation = PackedData.read(file).validation().orElseThrow();
    assertArrayEquals(new int[] {0, 2}, labels(validation));
    assertArrayEquals(units(Packed.values(12, 50)), values(validation));
    assertEquals(List.of("groups", "x_test", "y_test"), PackedData.leftAside(file));
    for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
      write(array.getKey() + ".npy", array.getValue());
    }
    assertArrayEquals(new int[] {0, 2}, labels(PackedData.read(folder).validation().orElseThrow()));
    assertEquals(List.of("groups", "x_test", "y_test"), PackedData.leftAside(folder));
  }

  @Test
  void channelsThatStandFirstAreRefusedWithHowToTurnThem() throws IOException {
    Map<String, byte[]> arrays = arrays();
    arrays.put("x_train", Packed.npy("|u1", Packed.values(48, 1), "2, 3, 2, 4"));
    Path file = Packed.npz(folder.resolve("a.npz"), arrays);
    Exception refused = assertThrows(DatasetException.class, () -> PackedData.read(file));
    assertTrue(refused.getMessage().contains("[2,3,2,4], with the channels first"));
    assertTrue(refused.getMessage().contains("x.transpose(0, 2, 3, 1)"), refused::getMessage);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<f4", ">f4", "<f8", ">f8"})
  void floatsAreTakenAsTheyAre(String type) throws IOException {
    float[] values = {0.25f, -3, 1e-7f, 2, 5, 0.1f};
    boolean wide = type.endsWith("8");
    ByteBuffer bytes = ByteBuffer.allocate(values.length * (wide ? 8 : 4));
    bytes.order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      if (wide) {
        bytes.putDouble(value);
      } else {
        bytes.putFloat(value);
      }
    }
    Path images = write("x.npy", Packed.npy(type, bytes.array(), "1, 1, 2, 3"));
    Path labels = write("y.npy", Packed.npy("|u1", new byte[] {0}, "1,"));
    assertArrayEquals(values, values(NumpyFiles.read(images, labels)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"|i1", "<i2", ">i2", "<i4", ">u4", "<i8", ">i8", "<u8"})
  void labelsAreWholeNumbersOfAnyWidth(String type) throws IOException {
    int width = type.charAt(2) - '0';
    byte[] bytes = new byte[2 * width];
    bytes[type.startsWith(">") ? width - 1 : 0] = 3;
    Path images = write("x.npy", Packed.npy("|u1", new byte[] {1, 2}, "2, 1, 1"));
    Path labels = write("y.npy", Packed.npy(type, bytes, "2, 1"));
    assertArrayEquals(new int[] {3, 0}, labels(NumpyFiles.read(images, labels)));
    Arrays.fill(bytes, (byte) -1);
    Path wrong = write("z.npy", Packed.npy(type, bytes, "2,"));
    String message =
        assertThrows(DatasetException.class, () -> NumpyFiles.read(images, wrong)).getMessage();
    assertTrue(message.contains("z.npy: label 0 is "), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"<f4", ">f8"})
  void wholeNumbersMayBeFloats(String type) throws IOException {
    Path images = write("x.npy", Packed.npy("|u1", new byte[] {1, 2}, "2, 1, 1"));
    Path labels = write("y.npy", Packed.npy(type, floats(type, 2, 0), "2,"));
    assertArrayEquals(new int[] {2, 0}, labels(NumpyFiles.read(images, labels)));
    for (double wrong : new double[] {0.5, -1, 1e7, Double.NaN}) {
      write("y.npy", Packed.npy(type, floats(type, 0, wrong), "2,"));
      assertLabelsRefused(images, labels, "label 1 is ");
    }
  }

  /** As {@code to_categorical} and {@code get_dummies} make them; a class may have no image. */
  @ParameterizedTest
  @ValueSource(strings = {"|b1", "|u1", "<i8", "<f4", "<f8"})
  void labelsMayBeOneHot(String type) throws IOException {
    Path images = write("x.npy", Packed.npy("|u1", new byte[] {1, 2}, "2, 1, 1"));
    Path labels = write("y.npy", Packed.npy(type, floats(type, 0, 1, 0, 0, 1, 0, 0, 0), "2, 4"));
    Dataset data = NumpyFiles.read(images, labels);
    assertArrayEquals(new int[] {1, 0}, labels(data));
    assertEquals(List.of("0", "1", "2", "3"), data.classNames());
  }

  @Test
  void probabilitiesAndSeveralLabelsAreRefusedWithWhatToDo() throws IOException {
    Path images = write("x.npy", Packed.npy("|u1", new byte[] {1, 2}, "2, 1, 1"));
    for (double[] row : new double[][] {{0.7, 0.3}, {1, 1}, {0, 0}, {0, 2}}) {
      byte[] values = floats("<f4", 1, 0, row[0], row[1]);
      Path labels = write("y.npy", Packed.npy("<f4", values, "2, 2"));
      assertLabelsRefused(images, labels, "label 1 is not one-hot");
      assertLabelsRefused(images, labels, "save y.argmax(axis=1)");
      assertLabelsRefused(images, labels, "lossOfTargets");
    }
  }

  @Test
  void bothPartsHaveTheSameClasses() throws IOException {
    Map<String, byte[]> arrays = arrays();
    arrays.put("y_train", Packed.npy("|u1", new byte[] {0, 0, 1, 1, 0, 0}, "2, 3"));
    Path file = Packed.npz(folder.resolve("a.npz"), arrays);
    PackedData.Parts parts = PackedData.read(file);
    assertEquals(3, parts.training().classNames().size());
    assertEquals(parts.training().classNames(), parts.validation().orElseThrow().classNames());
    arrays.put("y_test", Packed.npy("|u1", new byte[] {0, 1}, "1, 2"));
    Packed.npz(file, arrays);
    String message = assertThrows(DatasetException.class, () -> PackedData.read(file)).getMessage();
    assertTrue(message.contains("y_train has 3 columns, but y_test has 2"), message);
  }

  private static void assertLabelsRefused(Path images, Path labels, String part) {
    String message =
        assertThrows(DatasetException.class, () -> NumpyFiles.read(images, labels)).getMessage();
    assertTrue(message.contains("y.npy"), message);
    assertTrue(message.contains(part), message);
  }

  /** Numbers as the bytes of a type. */
  private static byte[] floats(String type, double... numbers) {
    int width = type.charAt(2) - '0';
    ByteBuffer bytes = ByteBuffer.allocate(width * numbers.length);
    bytes.order(type.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    for (double number : numbers) {
      switch (type.substring(1)) {
        case "f4" -> bytes.putFloat((float) number);
        case "f8" -> bytes.putDouble(number);
        case "i8" -> bytes.putLong((long) number);
        default -> bytes.put((byte) number);
      }
    }
    return bytes.array();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatIsCutOffOrGoesOnIsRefusedWithTheFile(boolean compressed) throws IOException {
    Packed.mnist(folder, compressed);
    String name = "train-images-idx3-ubyte" + (compressed ? ".gz" : "");
    byte[] whole = Packed.idx(Packed.values(30, 1), 5, 3, 2);
    write(name, pack(Arrays.copyOf(whole, whole.length - 1), compressed));
    assertRefused(name + ": it ends early: its header promises 5 images, but it holds 4");
    write(name, pack(Arrays.copyOf(whole, whole.length + 2), compressed));
    assertRefused(name + ": it goes on ");
    write(name, pack(Arrays.copyOf(whole, 9), compressed));
    assertRefused(name + ": it ends within its header");
    write(name, pack(new byte[0], compressed));
    assertRefused(name + ": the file is empty");
    write(name, pack("a page that was not found".getBytes("UTF-8"), compressed));
    assertRefused(name + ": it is not an IDX file");
  }

  @Test
  void aCompressedFileThatIsCutOffIsRefused() throws IOException {
    Packed.mnist(folder, true);
    Path file = folder.resolve("train-images-idx3-ubyte.gz");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 9));
    assertRefused("train-images-idx3-ubyte.gz: the compressed file ends early");
  }

  @Test
  void absurdSizesAreRefusedBeforeMemoryIsTaken() throws IOException {
    Packed.mnist(folder, false);
    Path file = folder.resolve("train-images-idx3-ubyte");
    Files.write(file, Packed.idx(new byte[9], 5, 1 << 20, 1 << 20));
    assertRefused("its images are 1048576x1048576x1; an image has 1 to 100 million values");
    Files.write(file, Packed.idx(new byte[9], 5, 0, 7));
    assertRefused("its images are 0x7x1");
    Files.write(file, Packed.idx(new byte[9], -1, 3, 2));
    assertRefused("its header promises 4294967295 entries");
    Files.delete(file);
    Files.write(
        folder.resolve("train-images-idx3-ubyte.gz"),
        Packed.gzip(Packed.idx(new byte[9], Integer.MAX_VALUE, 3000, 3000)));
    assertRefused("a file that is not compressed is read in place");
  }

  @Test
  void partsThatDoNotFitAreRefused() throws IOException {
    Packed.mnist(folder, false);
    write("t10k-labels-idx1-ubyte", Packed.idx(new byte[3], 3));
    assertRefused("has 2 images, but ");
    write("t10k-labels-idx1-ubyte", Packed.idx(new byte[2], 2));
    write("t10k-images-idx3-ubyte", Packed.idx(new byte[12], 2, 2, 3));
    assertRefused("are [3,2,1], but those of ");
    Files.delete(folder.resolve("t10k-images-idx3-ubyte"));
    assertRefused("has no t10k-images-idx3-ubyte; expected train-images-idx3-ubyte");
  }

  @Test
  void arraysOfOtherKindsAreRefused() throws IOException {
    assertArrayRefused(Packed.npy("|O", new byte[12], "2, 2, 3"), "not of a type of whole");
    assertArrayRefused(Packed.npy("<i4", new byte[48], "2, 2, 3"), "are of type i4; images are");
    assertArrayRefused(Packed.npy("|u1", new byte[12], "2, 6"), "2 dimensions; images have 3");
    assertArrayRefused(Packed.npy("|u1", new byte[12], "3, 2, 2"), "3 images, but there are 2");
    assertArrayRefused(Packed.npy("|u1", new byte[11], "2, 2, 3"), "promises 2 entries, but it");
    assertArrayRefused(Packed.npy("|u1", new byte[12], "99999999999, 2, 3"), "is too large");
    assertArrayRefused(Packed.npy("|u1", new byte[12], ""), "a single number");
    byte[] columns = Packed.npy("|u1", new byte[12], "2, 2, 3");
    String text = new String(columns, "ISO-8859-1").replace("False, ", "True,  ");
    assertArrayRefused(text.getBytes("ISO-8859-1"), "np.ascontiguousarray");
    Map<String, byte[]> arrays = arrays();
    arrays.remove("y_train");
    Packed.npz(folder.resolve("a.npz"), arrays);
    String message =
        assertThrows(DatasetException.class, () -> PackedData.read(folder.resolve("a.npz")))
            .getMessage();
    assertTrue(message.contains("has no array y_train"), message);
  }

  @Test
  void aFolderOfArraysIsReadAsAnArchiveOfThem() throws IOException {
    for (Map.Entry<String, byte[]> array : arrays().entrySet()) {
      write(array.getKey() + ".npy", array.getValue());
    }
    write("classes.txt", "none\none\ntwo\n".getBytes(StandardCharsets.UTF_8));
    assertTrue(PackedData.isPacked(folder));
    PackedData.Parts parts = PackedData.read(folder);
    PackedData.Parts archive = PackedData.read(Packed.npz(folder.resolve("a.npz"), arrays()));
    assertArrayEquals(values(archive.training()), values(parts.training()));
    assertArrayEquals(
        values(archive.validation().orElseThrow()), values(parts.validation().orElseThrow()));
    assertArrayEquals(new int[] {2, 0}, labels(parts.training()));
    assertEquals(List.of("none", "one", "two"), parts.training().classNames());
    Files.delete(folder.resolve("y_test.npy"));
    assertRefused("it has no array y_test");
    Files.delete(folder.resolve("x_test.npy"));
    assertTrue(PackedData.read(folder).validation().isEmpty());
  }

  /** A sparse file: what is mapped is not read before it is asked for. */
  @Test
  void aFileLargerThanTheMemoryOfTheJvmIsMapped() throws IOException {
    int count = 1_000_000;
    Path images = folder.resolve("images");
    try (RandomAccessFile file = new RandomAccessFile(images.toFile(), "rw")) {
      file.write(Arrays.copyOf(Packed.idx(new byte[0], count, 64, 64), 16));
      file.setLength(16 + 4096L * count);
      file.seek(16 + 4096L * (count - 1) + 7);
      file.write(255);
    }
    Path labels = write("labels", Packed.idx(new byte[count], count));
    Dataset data = IdxFiles.read(images, labels);
    float[] image = new float[4096];
    data.read(count - 1, image, 0);
    assertEquals(1, image[7]);
    data.read(0, image, 0);
    assertEquals(0, image[7]);
  }

  @Test
  void aMutantIsReadOrRefusedInOneLine() throws IOException {
    Path mnist = Packed.mnist(folder.resolve("plain"), false);
    Path zipped = Packed.mnist(folder.resolve("zipped"), true);
    Path npz = Packed.npz(folder.resolve("a.npz"), arrays());
    Map<Path, Path> files = new LinkedHashMap<>();
    files.put(mnist.resolve("train-images-idx3-ubyte"), mnist);
    files.put(mnist.resolve("t10k-labels-idx1-ubyte"), mnist);
    files.put(zipped.resolve("train-images-idx3-ubyte.gz"), zipped);
    files.put(npz, npz);
    Path numpy = Files.createDirectories(folder.resolve("numpy"));
    for (Map.Entry<String, byte[]> array : arrays().entrySet()) {
      Files.write(numpy.resolve(array.getKey() + ".npy"), array.getValue());
    }
    files.put(numpy.resolve("x_train.npy"), numpy);
    int refused = 0;
    for (Map.Entry<Path, Path> entry : files.entrySet()) {
      byte[] original = Files.readAllBytes(entry.getKey());
      for (int seed = 0; seed < MUTANTS; seed++) {
        Files.write(entry.getKey(), mutant(original, Rng.of(seed)));
        try {
          values(PackedData.read(entry.getValue()).training());
        } catch (DatasetException e) {
          refused++;
          String text = "mutant " + seed + " of " + entry.getKey() + ": " + e.getMessage();
          assertFalse(e.getMessage().contains("\n"), text);
          assertTrue(e.getMessage().contains(folder.toString()), text);
          assertTrue(e.getMessage().length() < 500, text);
        } catch (RuntimeException e) {
          throw new AssertionError("mutant " + seed + " of " + entry.getKey(), e);
        }
      }
      Files.write(entry.getKey(), original);
    }
    assertTrue(refused > MUTANTS, "only " + refused + " were refused");
  }

  private static byte[] mutant(byte[] original, Rng rng) {
    byte[] bytes = original.clone();
    int changes = 1 + rng.nextInt(3);
    for (int i = 0; i < changes; i++) {
      bytes[rng.nextInt(bytes.length)] = (byte) rng.nextInt(256);
    }
    return rng.nextInt(4) == 0 ? Arrays.copyOf(bytes, rng.nextInt(bytes.length + 5)) : bytes;
  }

  private static Map<String, byte[]> arrays() {
    Map<String, byte[]> arrays = new LinkedHashMap<>();
    arrays.put("x_train", Packed.npy("|u1", Packed.values(12, 1), "2, 2, 3"));
    arrays.put("y_train", Packed.npy("<i4", new byte[] {2, 0, 0, 0, 0, 0, 0, 0}, "2,"));
    arrays.put("x_test", Packed.npy("|u1", Packed.values(6, 9), "1, 2, 3"));
    arrays.put("y_test", Packed.npy("|u1", new byte[] {1}, "1,"));
    return arrays;
  }

  private void assertRefused(String part) {
    String message =
        assertThrows(DatasetException.class, () -> PackedData.read(folder)).getMessage();
    assertTrue(message.contains(part), message);
  }

  private void assertArrayRefused(byte[] images, String part) throws IOException {
    Path x = write("x.npy", images);
    Path y = write("y.npy", Packed.npy("|u1", new byte[2], "2,"));
    String message = assertThrows(DatasetException.class, () -> NumpyFiles.read(x, y)).getMessage();
    assertTrue(message.contains(part), message);
    assertTrue(message.contains("x.npy"), message);
  }

  private Path write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes);
  }

  private static byte[] pack(byte[] bytes, boolean compressed) throws IOException {
    return compressed ? Packed.gzip(bytes) : bytes;
  }

  private static int[] labels(Dataset data) {
    int[] labels = new int[data.size()];
    Arrays.setAll(labels, data::label);
    return labels;
  }

  private static float[] values(Dataset data) {
    int size = data.sampleShape().size();
    float[] values = new float[data.size() * size];
    for (int i = 0; i < data.size(); i++) {
      data.read(i, values, i * size);
    }
    return values;
  }

  private static float[] units(byte[] bytes) {
    float[] units = new float[bytes.length];
    for (int i = 0; i < units.length; i++) {
      units[i] = (bytes[i] & 0xff) / 255f;
    }
    return units;
  }
}
