package dev.limpid.bench.fuzz;

import dev.limpid.interop.ModelFiles;
import dev.limpid.interop.pytorch.StateDictWriter;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Conv2DTranspose;
import dev.limpid.layers.Dense;
import dev.limpid.layers.DepthwiseConv2D;
import dev.limpid.layers.Dropout;
import dev.limpid.layers.ELU;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.GELU;
import dev.limpid.layers.Graph;
import dev.limpid.layers.HardSwish;
import dev.limpid.layers.LeakyReLU;
import dev.limpid.layers.Network;
import dev.limpid.layers.Node;
import dev.limpid.layers.PReLU;
import dev.limpid.layers.Permute;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Rescaling;
import dev.limpid.layers.Reshape;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.merge.Add;
import dev.limpid.layers.merge.Concat;
import dev.limpid.layers.merge.Multiply;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.norm.GroupNorm;
import dev.limpid.layers.norm.LayerNorm;
import dev.limpid.layers.pool.AvgPool2D;
import dev.limpid.layers.pool.GlobalAvgPool2D;
import dev.limpid.layers.pool.MaxPool2D;
import dev.limpid.layers.resize.Cropping2D;
import dev.limpid.layers.resize.Resizing;
import dev.limpid.layers.resize.UpSampling2D;
import dev.limpid.layers.resize.ZeroPadding2D;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Whole model files of each format, small and the same each time: what Limpid writes of three
 * networks, and by hand a state dict in PyTorch's old format, which Limpid does not write.
 */
final class ModelSeeds {
  private static final List<byte[]> KERAS =
      Stream.of(small(), wide(), graph()).map(network -> bytes(network, ".keras")).toList();
  private static final byte[] PTH = bytes(small(), ".pth");

  private ModelSeeds() {}

  /** A network that each format can hold. */
  static Network small() {
    return Sequential.of(4, 4, 1)
        .add(new Conv2D(2, 3).same(), new BatchNorm(), new ReLU(), new MaxPool2D(2))
        .add(new Flatten(), new Dense(2), new Softmax())
        .build(1);
  }

  private static Network wide() {
    return Sequential.of(6, 5, 2)
        .add(new Rescaling(2, -1), new ZeroPadding2D(1, 0, 2, 1), new DepthwiseConv2D(2))
        .add(new LeakyReLU(0.1), new Conv2D(4, 2).groups(2).stride(2).bias(false), new ELU())
        .add(new Conv2DTranspose(4, 2).stride(2), new GELU(), new AvgPool2D(2).stride(1))
        .add(new UpSampling2D(2), new Cropping2D(1), new HardSwish(), new Dropout(0.2))
        .add(new Resizing(3, 4), new PReLU(), new Reshape(2, 6, 4), new GlobalAvgPool2D())
        .add(new Dense(3))
        .build(1);
  }

  private static Network graph() {
    Graph graph = new Graph();
    Node image = graph.input("image", 4, 4, 2);
    Node left = image.then(new Conv2D(3, 3).same(), new BatchNorm());
    Node right = image.then(new Conv2D(3, 1));
    Node sum = new Add().of(left, right);
    Node both = new Concat().of(sum, new Multiply().of(left, right));
    Node scale = sum.then(new GlobalAvgPool2D(), new Dense(6), new Sigmoid());
    return graph.build(new Multiply().of(both.then(new GlobalAvgPool2D()), scale), 1);
  }

  private static Network norms() {
    return Sequential.of(4, 3, 4)
        .add(new LayerNorm(), new GroupNorm(2), new Permute(2, 1, 3), new Flatten(), new Dense(2))
        .build(1);
  }

  static Map<String, byte[]> limpid(Path folder) throws IOException {
    Map<String, byte[]> seeds = written(folder, ".safetensors");
    seeds.put("norms", bytes(norms(), folder.resolve("norms.safetensors")));
    return seeds;
  }

  static Map<String, byte[]> keras(Path folder) throws IOException {
    return written(folder, ".keras");
  }

  static Map<String, byte[]> kerasHdf5(Path folder) throws IOException {
    Map<String, byte[]> seeds = written(folder, ".h5");
    seeds.put("norms", bytes(norms(), folder.resolve("norms.h5")));
    return seeds;
  }

  /** The number of the model, whose weights are taken, in one byte, and its configuration. */
  static Map<String, byte[]> kerasConfigs(Path folder) throws IOException {
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    for (int i = 0; i < KERAS.size(); i++) {
      byte[] config = entries(KERAS.get(i)).get("config.json");
      seeds.put(
          "config" + i, ByteBuffer.allocate(1 + config.length).put((byte) i).put(config).array());
    }
    return seeds;
  }

  /** As {@link #kerasConfigs}. */
  static Map<String, byte[]> kerasTrainings(Path folder) throws IOException {
    String config =
        new String(entries(KERAS.get(0)).get("config.json"), StandardCharsets.UTF_8).strip();
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    for (String optimizer :
        List.of(
            "'SGD', 'config': {'learning_rate': 0.1, 'momentum': 0.9, 'nesterov': true}",
            "'Adam', 'config': {'learning_rate': {'class_name': 'ExponentialDecay', 'config':"
                + " {'initial_learning_rate': 0.1, 'decay_rate': 0.9, 'decay_steps': 10}}}",
            "'AdamW', 'config': {'learning_rate': 0.1, 'weight_decay': 0.01, 'clipvalue': 1}",
            "'RMSprop', 'config': {'learning_rate': 0.1, 'rho': 0.9, 'global_clipnorm': 1}")) {
      String compiled =
          ", 'compile_config': {'loss': 'mse', 'optimizer': {'class_name': " + optimizer + "}}}";
      String text = config.substring(0, config.length() - 1) + compiled.replace('\'', '"');
      seeds.put(optimizer.split("'")[1], ascii("\0" + text));
    }
    return seeds;
  }

  static Map<String, byte[]> onnx(Path folder) throws IOException {
    Map<String, byte[]> seeds = written(folder, ".onnx");
    seeds.put("norms", bytes(norms(), folder.resolve("norms.onnx")));
    return seeds;
  }

  static Map<String, byte[]> stateDicts(Path folder) throws IOException {
    Path safetensors = folder.resolve("small.pt.safetensors");
    StateDictWriter.write(small(), safetensors);
    return Map.of(
        "zip", PTH, "safetensors", Files.readAllBytes(safetensors), "legacy", legacyStateDict());
  }

  static Map<String, byte[]> pickles(Path folder) throws IOException {
    return Map.of("pickle", entries(PTH).get("archive/data.pkl"));
  }

  /** A model of Keras with another configuration, numbered as {@link #kerasConfigs} does. */
  static byte[] kerasWith(byte[] config) throws IOException {
    int model = config.length == 0 ? 0 : (config[0] & 0xff) % KERAS.size();
    byte[] json = Arrays.copyOfRange(config, Math.min(1, config.length), config.length);
    return with(KERAS.get(model), "config.json", json);
  }

  /** A state dict with another pickle. */
  static byte[] stateDictWith(byte[] pickle) throws IOException {
    return with(PTH, "archive/data.pkl", pickle);
  }

  private static Map<String, byte[]> written(Path folder, String ending) throws IOException {
    Map<String, byte[]> seeds = new LinkedHashMap<>();
    seeds.put("small", bytes(small(), folder.resolve("small" + ending)));
    seeds.put("wide", bytes(wide(), folder.resolve("wide" + ending)));
    seeds.put("graph", bytes(graph(), folder.resolve("graph" + ending)));
    return seeds;
  }

  private static byte[] bytes(Network network, Path file) throws IOException {
    ModelFiles.write(network, List.of(), file);
    return Files.readAllBytes(file);
  }

  private static byte[] bytes(Network network, String ending) {
    try {
      Path file = Files.createTempFile("limpid-seed", ending);
      try {
        return bytes(network, file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What Python 2 and PyTorch before 1.6 wrote: one weight {@code w} of two values. */
  private static byte[] legacyStateDict() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] magic = {
      (byte) 0x8a,
      10,
      0x6c,
      (byte) 0xfc,
      (byte) 0x9c,
      0x46,
      (byte) 0xf9,
      0x20,
      0x6a,
      (byte) 0xa8,
      0x50,
      0x19
    };
    out.write(pickle(magic));
    out.write(pickle("M\u00e9\u0003".getBytes(StandardCharsets.ISO_8859_1)));
    out.write(pickle(ascii("}(X\7\0\0\0versionK\1u")));
    String storage = "((X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0" + "0X\3\0\0\0cpuK\2NtQ";
    String tensor = "ctorch._utils\n_rebuild_tensor_v2\n" + storage + "K\0(K\2t(K\1t";
    String ordered = "ccollections\nOrderedDict\n)R";
    out.write(pickle(ascii(ordered + "(X\1\0\0\0w" + tensor + "I00\n" + ordered + "tRu")));
    out.write(pickle(ascii("](X\1\0\0\0" + "0e")));
    ByteBuffer values = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    out.write(values.putLong(2).putFloat(0.5f).putFloat(-1).array());
    return out.toByteArray();
  }

  private static byte[] pickle(byte[] code) {
    byte[] whole = new byte[code.length + 3];
    whole[0] = (byte) 0x80;
    whole[1] = 2;
    System.arraycopy(code, 0, whole, 2, code.length);
    whole[whole.length - 1] = '.';
    return whole;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static Map<String, byte[]> entries(byte[] zipped) throws IOException {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(zipped))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        entries.put(entry.getName(), zip.readAllBytes());
      }
    }
    return entries;
  }

  /** The same zip file, nothing in it compressed, with one entry that is another. */
  private static byte[] with(byte[] zipped, String name, byte[] content) throws IOException {
    Map<String, byte[]> entries = entries(zipped);
    entries.put(name, content);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> item : entries.entrySet()) {
        CRC32 crc = new CRC32();
        crc.update(item.getValue());
        ZipEntry entry = new ZipEntry(item.getKey());
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(item.getValue().length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(item.getValue());
      }
    }
    return out.toByteArray();
  }
}
