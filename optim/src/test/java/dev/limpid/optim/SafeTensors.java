package dev.limpid.optim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the reference cases: just enough of the safetensors format for float32 and attributes. */
record SafeTensors(Map<String, String> attributes, Map<String, float[]> tensors) {
  private static final Pattern ATTRIBUTE = Pattern.compile("\"(\\w+)\"\\s*:\\s*\"([^\"]*)\"");
  private static final Pattern TENSOR =
      Pattern.compile(
          "\"(\\w+)\"\\s*:\\s*\\{[^}]*\"data_offsets\"\\s*:\\s*\\[\\s*(\\d+)\\s*,\\s*(\\d+)\\s*]");

  static SafeTensors read(String resource) {
    try (InputStream in = SafeTensors.class.getResourceAsStream(resource)) {
      ByteBuffer file = ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
      int headerLength = Math.toIntExact(file.getLong());
      byte[] headerBytes = new byte[headerLength];
      file.get(headerBytes);
      String header = new String(headerBytes, StandardCharsets.UTF_8);

      Map<String, String> attributes = new HashMap<>();
      Matcher attribute = ATTRIBUTE.matcher(header);
      while (attribute.find()) {
        attributes.put(attribute.group(1), attribute.group(2));
      }
      Map<String, float[]> tensors = new HashMap<>();
      Matcher tensor = TENSOR.matcher(header);
      while (tensor.find()) {
        int from = Integer.parseInt(tensor.group(2));
        int to = Integer.parseInt(tensor.group(3));
        float[] values = new float[(to - from) / Float.BYTES];
        file.position(8 + headerLength + from);
        file.asFloatBuffer().get(values);
        file.position(0);
        tensors.put(tensor.group(1), values);
      }
      return new SafeTensors(attributes, tensors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  double number(String attribute) {
    return Double.parseDouble(attributes.get(attribute));
  }
}
