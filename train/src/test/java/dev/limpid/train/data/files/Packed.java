package dev.limpid.train.data.files;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes the files that the readers read. */
final class Packed {
  private Packed() {}

  /** Bytes that tell their place: value {@code i} is {@code 7 i + first}. */
  static byte[] values(int count, int first) {
    byte[] values = new byte[count];
    for (int i = 0; i < count; i++) {
      values[i] = (byte) (7 * i + first);
    }
    return values;
  }

  static byte[] idx(byte[] values, int... dims) {
    ByteBuffer bytes = ByteBuffer.allocate(4 + 4 * dims.length + values.length);
    bytes.put(new byte[] {0, 0, 8, (byte) dims.length});
    for (int dim : dims) {
      bytes.putInt(dim);
    }
    return bytes.put(values).array();
  }

  static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (OutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(bytes);
    }
    return out.toByteArray();
  }

  /** A folder of the MNIST family: 5 images of 3x2 to learn from, 2 to validate on. */
  static Path mnist(Path folder, boolean compressed) throws IOException {
    Files.createDirectories(folder);
    write(folder, "train-images-idx3-ubyte", idx(values(30, 1), 5, 3, 2), compressed);
    write(folder, "train-labels-idx1-ubyte", idx(new byte[] {0, 1, 2, 1, 0}, 5), compressed);
    write(folder, "t10k-images-idx3-ubyte", idx(values(12, 100), 2, 3, 2), compressed);
    write(folder, "t10k-labels-idx1-ubyte", idx(new byte[] {3, 1}, 2), compressed);
    return folder;
  }

  private static void write(Path folder, String name, byte[] bytes, boolean compressed)
      throws IOException {
    Files.write(folder.resolve(name + (compressed ? ".gz" : "")), compressed ? gzip(bytes) : bytes);
  }

  /** An array of version 1 of NumPy's format. */
  static byte[] npy(String type, byte[] values, String shape) {
    String header =
        "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }\n";
    byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
    ByteBuffer bytes = ByteBuffer.allocate(10 + text.length + values.length);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    bytes.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.ISO_8859_1));
    bytes.put((byte) 1).put((byte) 0).putShort((short) text.length).put(text).put(values);
    return bytes.array();
  }

  static Path npz(Path file, Map<String, byte[]> arrays) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }
}
