package dev.limpid.cli;

import dev.limpid.core.Rng;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Generated images of 6 x 6 whose bright quarter says the class, as arrays for fit. */
final class BrightQuarters {
  static final int CLASSES = 4;

  private BrightQuarters() {}

  /** Writes x_train, y_train, x_test and y_test into an archive. */
  static Path write(Path archive, int training, int validation) throws IOException {
    return write(archive, training, validation, CLASSES);
  }

  /** The same of so many classes, a divisor of four; each takes neighbouring quarters. */
  static Path write(Path archive, int training, int validation, int classes) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(archive))) {
      Output entries = (name, array) -> entry(zip, name, array);
      part(entries, "train", training, classes, 1);
      part(entries, "test", validation, classes, 2);
    }
    return archive;
  }

  /** The same as a file for each array, in a new folder. */
  static Path writeFolder(Path folder, int training, int validation) throws IOException {
    Files.createDirectory(folder);
    Output files = (name, array) -> Files.write(folder.resolve(name), array);
    part(files, "train", training, CLASSES, 1);
    part(files, "val", validation, CLASSES, 2);
    return folder;
  }

  /** Where an array goes. */
  private interface Output {
    void write(String name, byte[] array) throws IOException;
  }

  private static void part(Output output, String name, int size, int classes, long seed)
      throws IOException {
    Rng rng = Rng.of(seed);
    ByteBuffer images = ByteBuffer.allocate(4 * size * 36).order(ByteOrder.LITTLE_ENDIAN);
    byte[] labels = new byte[size];
    for (int i = 0; i < size; i++) {
      int quarter = i % CLASSES;
      labels[i] = (byte) (quarter * classes / CLASSES);
      for (int p = 0; p < 36; p++) {
        boolean bright = p / 18 * 2 + p % 6 / 3 == quarter;
        images.putFloat((float) (0.3 * rng.nextDouble() + (bright ? 0.4 : 0)));
      }
    }
    output.write("x_" + name + ".npy", array("<f4", images.array(), size + ", 6, 6"));
    output.write("y_" + name + ".npy", array("|u1", labels, size + ","));
  }

  private static void entry(ZipOutputStream zip, String name, byte[] array) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(array);
    zip.closeEntry();
  }

  private static byte[] array(String type, byte[] values, String shape) {
    String header =
        "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }\n";
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(0x93);
    bytes.writeBytes("NUMPY".getBytes(StandardCharsets.US_ASCII));
    bytes.write(1);
    bytes.write(0);
    bytes.write(header.length());
    bytes.write(0);
    bytes.writeBytes(header.getBytes(StandardCharsets.US_ASCII));
    bytes.writeBytes(values);
    return bytes.toByteArray();
  }
}
