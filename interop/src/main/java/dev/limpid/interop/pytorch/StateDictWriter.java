package dev.limpid.interop.pytorch;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Network;
import dev.limpid.layers.io.AtomicFile;
import dev.limpid.layers.io.Safetensors;
import dev.limpid.layers.io.TensorFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes the weights of a network as a state dict of PyTorch's: a file that {@code torch.load}
 * reads as a dictionary of tensors, or safetensors if its name ends so.
 *
 * <pre>{@code
 * StateDictWriter.write(network, Path.of("weights.pth"));
 * // Python: model.load_state_dict(torch.load("weights.pth"))
 * }</pre>
 *
 * <p>Names are those of the layers with PyTorch's of the roles, {@code conv1.weight}; the order is
 * that of the layers; shapes and the order of values are PyTorch's. The counters that PyTorch's
 * BatchNorm keeps are left out, as by versions before 0.4; {@code load_state_dict} sets them to 0.
 */
public final class StateDictWriter {
  private static final String FOLDER = "archive/";

  /** The same bytes for the same weights. */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  private StateDictWriter() {}

  /** Writes the file, as a whole or not at all. */
  public static void write(Network network, Path file) throws IOException {
    List<TorchParameter> parameters = TorchLayout.of(network);
    if (file.toString().toLowerCase(Locale.ROOT).endsWith(".safetensors")) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      for (TorchParameter parameter : parameters) {
        tensors.put(parameter.name(), Tensor.of(Shape.of(parameter.shape()), parameter.get()));
      }
      Safetensors.write(new TensorFile(Map.of("format", "pt"), tensors), file);
      return;
    }
    AtomicFile.write(
        file,
        channel -> {
          ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(channel));
          add(zip, FOLDER + "data.pkl", pickle(parameters));
          for (int i = 0; i < parameters.size(); i++) {
            add(zip, FOLDER + "data/" + i, bytes(parameters.get(i).get()));
          }
          add(zip, FOLDER + "version", "3\n".getBytes(StandardCharsets.US_ASCII));
          zip.finish();
        });
  }

  private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCrc(crc.getValue());
    entry.setTimeLocal(TIME);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static byte[] pickle(List<TorchParameter> parameters) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(new byte[] {(byte) 0x80, 2});
    emptyOrdered(out);
    out.write('(');
    for (int i = 0; i < parameters.size(); i++) {
      text(out, parameters.get(i).name());
      tensor(out, i, parameters.get(i));
    }
    out.write('u');
    out.write('.');
    return out.toByteArray();
  }

  private static void emptyOrdered(OutputStream out) throws IOException {
    ascii(out, "ccollections\nOrderedDict\n)R");
  }

  /** {@code _rebuild_tensor_v2(storage, 0, shape, strides, False, OrderedDict())}. */
  private static void tensor(OutputStream out, int key, TorchParameter parameter)
      throws IOException {
    ascii(out, "ctorch._utils\n_rebuild_tensor_v2\n((");
    text(out, "storage");
    ascii(out, "ctorch\nFloatStorage\n");
    text(out, Integer.toString(key));
    text(out, "cpu");
    number(out, parameter.parameter().value().size());
    ascii(out, "tQ");
    number(out, 0);
    int[] shape = parameter.shape();
    out.write('(');
    for (int dim : shape) {
      number(out, dim);
    }
    ascii(out, "t(");
    for (long stride : StateTensor.rowMajor(shape)) {
      number(out, Math.toIntExact(stride));
    }
    out.write('t');
    out.write(0x89);
    emptyOrdered(out);
    ascii(out, "tR");
  }

  private static void ascii(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static void text(OutputStream out, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    integer(out, bytes.length);
    out.write(bytes);
  }

  private static void number(OutputStream out, int value) throws IOException {
    out.write('J');
    integer(out, value);
  }

  private static void integer(OutputStream out, int value) throws IOException {
    out.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }
}
