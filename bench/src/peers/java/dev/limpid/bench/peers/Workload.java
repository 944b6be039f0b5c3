package dev.limpid.bench.peers;

import dev.limpid.bench.SeedModel;
import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.compute.Compute;
import dev.limpid.core.compute.Kernels;
import dev.limpid.layers.Network;
import dev.limpid.train.data.Batch;
import dev.limpid.train.data.Dataset;
import dev.limpid.train.data.characters.Characters;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What every library gets: the same images, labels and first weights.
 *
 * @param images {@code [128,50,55,3]}, values from 0 to 1
 * @param labels one for each image
 * @param parameters Limpid's, by their names and in its layout
 */
record Workload(float[] images, int[] labels, Map<String, float[]> parameters) {
  /** Images of a training step. */
  static final int BATCH = 128;

  static final float LEARNING_RATE = 0.01f;

  /** Keras's convention: the factor of the old value. */
  static final float BATCH_NORM_MOMENTUM = 0.99f;

  static final float BATCH_NORM_EPSILON = 1e-3f;

  private static final int IMAGE = SeedModel.HEIGHT * SeedModel.WIDTH * SeedModel.CHANNELS;

  /** Draws the images, and takes the first weights of Limpid's network. */
  static Workload generate(long seed) {
    Dataset data = Characters.generate(seed, BATCH);
    Batch batch = new Batch(data.sampleShape(), BATCH);
    batch.fill(data, IntStream.range(0, BATCH).toArray(), 0, BATCH);
    Compute compute = Compute.standard().with(Kernels.named("java")).with(Parallel.serial());
    Network network = SeedModel.build(seed, compute);
    Map<String, float[]> parameters = new LinkedHashMap<>();
    for (Parameter parameter : network.parameters()) {
      parameters.put(parameter.name(), parameter.value().data());
    }
    return new Workload(batch.x().data(), batch.labels(), parameters);
  }

  /** A parameter, such as {@code conv2d_1.kernel}. */
  float[] parameter(String name) {
    float[] values = parameters.get(name);
    if (values == null) {
      throw new IllegalArgumentException(
          "no parameter '" + name + "'; there are " + parameters.keySet());
    }
    return values;
  }

  /** The first images, {@code [count,50,55,3]}. */
  float[] imagesNhwc(int count) {
    return Arrays.copyOf(images, count * IMAGE);
  }

  /** The first images, {@code [count,3,50,55]}. */
  float[] imagesNchw(int count) {
    return Layouts.nhwcToNchw(images, count, SeedModel.HEIGHT * SeedModel.WIDTH, 3);
  }

  /** The labels as {@code [128,30]}, 1 where the class is. */
  float[] oneHot() {
    float[] values = new float[BATCH * SeedModel.CLASSES];
    for (int i = 0; i < BATCH; i++) {
      values[i * SeedModel.CLASSES + labels[i]] = 1;
    }
    return values;
  }

  /** Writes it to a file, for the processes of the libraries. */
  void write(Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      write(out, images);
      for (int label : labels) {
        out.writeInt(label);
      }
      out.writeInt(parameters.size());
      for (Map.Entry<String, float[]> parameter : parameters.entrySet()) {
        out.writeUTF(parameter.getKey());
        write(out, parameter.getValue());
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  static Workload read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      float[] images = readFloats(in);
      int[] labels = new int[BATCH];
      for (int i = 0; i < BATCH; i++) {
        labels[i] = in.readInt();
      }
      int count = in.readInt();
      Map<String, float[]> parameters = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        parameters.put(in.readUTF(), readFloats(in));
      }
      return new Workload(images, labels, parameters);
    }
  }

  private static void write(DataOutputStream out, float[] values) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length);
    bytes.asFloatBuffer().put(values);
    out.writeInt(values.length);
    out.write(bytes.array());
  }

  private static float[] readFloats(DataInputStream in) throws IOException {
    float[] values = new float[in.readInt()];
    ByteBuffer.wrap(in.readNBytes(4 * values.length)).asFloatBuffer().get(values);
    return values;
  }
}
