package dev.limpid.interop;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads NumPy's archives of float32 arrays in row-major order. */
public final class Npz {
  private static final Pattern SHAPE = Pattern.compile("'shape': \\(([0-9, ]*)\\)");

  private Npz() {}

  /** The arrays by name. */
  public static Map<String, Tensor> read(Path file) throws IOException {
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        byte[] bytes = zip.getInputStream(entry).readAllBytes();
        arrays.put(entry.getName().replace(".npy", ""), array(bytes));
      }
    }
    return arrays;
  }

  private static Tensor array(byte[] bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int length = bytes[6] == 1 ? buffer.getShort(8) & 0xffff : buffer.getInt(8);
    int start = (bytes[6] == 1 ? 10 : 12) + length;
    String header = new String(bytes, start - length, length, StandardCharsets.ISO_8859_1);
    Matcher shape = SHAPE.matcher(header);
    if (!header.contains("'<f4'") || !header.contains("'fortran_order': False") || !shape.find()) {
      throw new IOException("no float32 array in row-major order: " + header);
    }
    int[] dims =
        Arrays.stream(shape.group(1).split("[, ]+"))
            .filter(dim -> !dim.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    Tensor tensor = Tensor.zeros(Shape.of(dims));
    buffer.position(start);
    buffer.asFloatBuffer().get(tensor.data(), 0, tensor.size());
    return tensor;
  }
}
