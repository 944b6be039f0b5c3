package dev.limpid.spark;

import dev.limpid.core.Parallel;
import dev.limpid.core.Parameter;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.Conv2D;
import dev.limpid.layers.Dense;
import dev.limpid.layers.Flatten;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Network;
import dev.limpid.layers.ReLU;
import dev.limpid.layers.Sequential;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.io.Safetensors;
import dev.limpid.layers.norm.BatchNorm;
import dev.limpid.layers.pool.MaxPool2D;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The reference's training with SGD: its images, its network at the start, and its losses. */
final class GoldenTraining {
  static final int BATCH = 16;
  static final int EPOCHS = 5;
  static final double LEARNING_RATE = 0.05;
  static final double MOMENTUM = 0.9;

  private static final int CLASSES = 5;
  private static final Map<String, String> ROLES =
      Map.of(
          "kernel", "weight",
          "bias", "bias",
          "gamma", "gamma",
          "beta", "beta",
          "moving_mean", "running_mean",
          "moving_variance", "running_var");

  private final Map<String, Tensor> tensors;

  private GoldenTraining(Map<String, Tensor> tensors) {
    this.tensors = tensors;
  }

  static GoldenTraining read() throws IOException {
    try {
      Path file =
          Path.of(GoldenTraining.class.getResource("/golden/training_sgd.safetensors").toURI());
      return new GoldenTraining(Safetensors.read(file).tensors());
    } catch (URISyntaxException e) {
      throw new IOException(e);
    }
  }

  /** The loss of each step. */
  float[] losses() {
    return tensors.get("losses").data();
  }

  SampleDataset images() {
    Tensor x = moved(tensors.get("x"), 0, 2, 3, 1);
    float[] labels = tensors.get("labels").data();
    Shape shape = x.shape().sample();
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < x.batchSize(); i++) {
      float[] values = new float[shape.size()];
      System.arraycopy(x.data(), i * values.length, values, 0, values.length);
      samples.add(Sample.ofNumbers(values, (int) labels[i], false, "image " + i));
    }
    List<String> names = IntStream.range(0, CLASSES).mapToObj(Integer::toString).toList();
    return new SampleDataset(shape, names, samples);
  }

  Network network() {
    Shape image = images().sampleShape();
    Sequential layers =
        Sequential.of(image.dim(0), image.dim(1), image.dim(2))
            .on(Compute.standard().with(Parallel.serial()));
    int block = 0;
    for (int filters : new int[] {8, 16}) {
      for (int i = 0; i < 2; i++) {
        block++;
        layers.add(
            new Conv2D(filters, 3).same().named("conv" + block),
            new ReLU(),
            new BatchNorm().named("bn" + block));
      }
      layers.add(new MaxPool2D(2));
    }
    layers.add(new Flatten(), new Dense(24).named("dense1"), new ReLU());
    Network network = layers.add(new Dense(CLASSES).named("dense2"), new Softmax()).build(0);
    Shape flattened = null;
    for (Layer layer : network.layers()) {
      flattened = layer instanceof Flatten ? layer.inputShape() : flattened;
      for (Parameter parameter : layer.parameters()) {
        String role = parameter.name().substring(layer.name().length() + 1);
        Tensor value = tensors.get("init." + layer.name() + "." + ROLES.get(role));
        boolean kernel = role.equals("kernel");
        if (kernel && layer instanceof Conv2D) {
          value = moved(value, 2, 3, 1, 0);
        } else if (kernel && layer.name().equals("dense1")) {
          Shape split = Shape.of(24, flattened.dim(2), flattened.dim(0), flattened.dim(1));
          value = moved(Tensor.of(split, value.data()), 2, 3, 1, 0);
        } else if (kernel) {
          value = moved(value, 1, 0);
        }
        System.arraycopy(value.data(), 0, parameter.value().data(), 0, value.size());
      }
    }
    return network;
  }

  /** PyTorch's layouts become the library's: axis i is axis {@code axes[i]} of the source. */
  private static Tensor moved(Tensor source, int... axes) {
    int[] dims = new int[axes.length];
    int[] strides = new int[axes.length];
    for (int i = 0; i < axes.length; i++) {
      dims[i] = source.shape().dim(axes[i]);
      strides[i] = 1;
      for (int axis = axes[i] + 1; axis < axes.length; axis++) {
        strides[i] *= source.shape().dim(axis);
      }
    }
    Tensor target = Tensor.zeros(dims);
    for (int i = 0; i < target.size(); i++) {
      int from = 0;
      int rest = i;
      for (int axis = axes.length - 1; axis >= 0; axis--) {
        from += rest % dims[axis] * strides[axis];
        rest /= dims[axis];
      }
      target.data()[i] = source.data()[from];
    }
    return target;
  }
}
