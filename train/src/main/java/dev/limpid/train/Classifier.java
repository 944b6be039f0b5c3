package dev.limpid.train;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import dev.limpid.layers.HardSigmoid;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Loss.Task;
import dev.limpid.layers.Network;
import dev.limpid.layers.Sigmoid;
import dev.limpid.layers.Softmax;
import dev.limpid.layers.inference.FrozenNetwork;
import dev.limpid.layers.io.ModelFile;
import dev.limpid.layers.json.Json;
import dev.limpid.train.data.ImageFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Classifies images with a trained network.
 *
 * <pre>{@code
 * Classifier classifier = Classifier.read(Path.of("limpid-run/model.safetensors"));
 * System.out.println(classifier.classify(Path.of("photo.jpg"))); // cat 97.3 %
 * }</pre>
 *
 * <p>Images are read, turned, resized and brought to 0..1 as those of a folder are in training
 * ({@link ImageFolder#readImage}). The network is frozen: a later training does not change it, and
 * <b>many threads may classify at once</b>.
 */
public final class Classifier {
  private static final String CLASSES = "limpid.classes";
  private static final String TASK = "limpid.task";

  private final FrozenNetwork network;
  private final List<String> classNames;
  private final Task task;
  private final boolean givesProbabilities;

  private Classifier(Network network, List<String> classNames, Task task) {
    this.network = FrozenNetwork.of(network);
    this.classNames = List.copyOf(classNames);
    List<Layer> end = NetworkEnd.layers(network, 1);
    this.task = task;
    this.givesProbabilities =
        !end.isEmpty()
            && (end.get(0) instanceof Softmax
                || end.get(0) instanceof Sigmoid
                || end.get(0) instanceof HardSigmoid);
  }

  /**
   * A classifier of images of one class each, with a copy of a network as it is now. If the network
   * ends neither with Softmax nor with a sigmoid, a softmax makes probabilities of its scores.
   *
   * @param classNames one for each output
   * @throws IllegalArgumentException if there are more or fewer, or two are the same
   */
  public static Classifier of(Network network, List<String> classNames) {
    return of(network, classNames, Task.CLASSIFICATION);
  }

  /**
   * A classifier for the task that the network was trained for, {@link
   * dev.limpid.layers.Loss#task()}: with several labels an image a sigmoid makes a probability of
   * each score, if the network does not end with probabilities.
   *
   * @throws IllegalArgumentException as {@link #of(Network, List)}, and if it is a regression
   */
  public static Classifier of(Network network, List<String> classNames, Task task) {
    requireNames(network, classNames, requireNoRegression(task));
    return new Classifier(network, classNames, task);
  }

  private static Task requireNoRegression(Task task) {
    if (task == Task.REGRESSION) {
      throw new IllegalArgumentException("a regression has no classes");
    }
    return task;
  }

  private static List<String> requireNames(Network network, List<String> classNames, Task task) {
    if (task == Task.CLASSIFICATION) {
      Evaluator.requireClassifier(network);
    }
    if (classNames.size() != network.outputShape().size()) {
      throw new IllegalArgumentException(
          classNames.size()
              + " classes are named for "
              + network.outputShape().size()
              + " outputs of the network");
    }
    if (Set.copyOf(classNames).size() < classNames.size()) {
      throw new IllegalArgumentException("two classes have the same name");
    }
    return classNames;
  }

  /**
   * Reads a model file with the names of its classes, as the {@code train} command and {@link
   * #metadata} write it. A file that does not tell the task is of images of one class each.
   *
   * @throws IOException if the file can't be read, is damaged, or does not name its classes; the
   *     message is one line
   */
  public static Classifier read(Path model) throws IOException {
    return read(model, Compute.standard());
  }

  /** Reads a model file, to compute on something else than {@link Compute#standard}. */
  public static Classifier read(Path model, Compute compute) throws IOException {
    ModelFile file = ModelFile.read(model, compute);
    try {
      return of(file.network(), classNames(file), task(file));
    } catch (IllegalArgumentException e) {
      throw new IOException(model + ": " + e.getMessage(), e);
    }
  }

  /**
   * What {@link ModelFile#write} needs beside a network for {@link #read} to find the names of its
   * classes, if each image is of one.
   */
  public static Map<String, String> metadata(List<String> classNames) {
    return Map.of(CLASSES, Json.write(classNames));
  }

  /**
   * What {@link ModelFile#write} needs for {@link #read} to find the names of the classes and the
   * task that the network was trained for, {@link dev.limpid.layers.Loss#task()}.
   *
   * @throws IllegalArgumentException if it is a regression
   */
  public static Map<String, String> metadata(List<String> classNames, Task task) {
    return Map.of(CLASSES, Json.write(classNames), TASK, requireNoRegression(task).name());
  }

  /**
   * The task that a model was trained for; that of one class an image if it does not say.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  public static Task task(ModelFile model) {
    String name = model.metadata().getOrDefault(TASK, Task.CLASSIFICATION.name());
    return Stream.of(Task.values())
        .filter(task -> task.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no task '" + name + "'"));
  }

  /**
   * The names of a model's classes, in the order of its outputs.
   *
   * @throws IllegalArgumentException if it has none, or not a name of its own for each output
   */
  public static List<String> classNames(ModelFile model) {
    String json = model.metadata().get(CLASSES);
    if (json == null) {
      throw new IllegalArgumentException("the model does not name its classes");
    }
    try {
      if (Json.parse(json) instanceof List<?> list
          && list.stream().allMatch(String.class::isInstance)) {
        return requireNames(
            model.network(), list.stream().map(String::valueOf).toList(), task(model));
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("the names of its classes are " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("the names of its classes are no list of texts");
  }

  /** The classes, in the order of the outputs. */
  public List<String> classNames() {
    return classNames;
  }

  /** The shape of an image, {@code [H,W,C]}. */
  public Shape inputShape() {
    return network.inputShape();
  }

  /**
   * Classifies an image file.
   *
   * @throws dev.limpid.train.data.DatasetException if it can't be read; the message says why
   */
  public Prediction classify(Path image) {
    return classify(ImageFolder.readImage(image, inputShape()));
  }

  /**
   * Classifies an image file that comes by a stream, which stays open.
   *
   * @throws dev.limpid.train.data.DatasetException if it can't be read; the message says why
   */
  public Prediction classify(InputStream image) {
    return classify(ImageFolder.readImage(image, inputShape()));
  }

  /** Classifies an image in memory; it is not modified. */
  public Prediction classify(BufferedImage image) {
    return classify(ImageFolder.readImage(image, inputShape()));
  }

  /**
   * Classifies an image that is the network's input already.
   *
   * @param image its values, row-major {@code [H,W,C]}, 0 to 1 as a rule; not modified
   * @throws IllegalArgumentException if there are more or fewer than the input shape has, or one of
   *     them is NaN or infinite
   */
  public Prediction classify(float[] image) {
    requireImage(image);
    return prediction(network.predict(image));
  }

  private void requireImage(float[] image) {
    if (image.length != inputShape().size()) {
      throw new IllegalArgumentException(
          "the network takes images of "
              + inputShape()
              + ", "
              + inputShape().size()
              + " values, got "
              + image.length);
    }
    for (int i = 0; i < image.length; i++) {
      if (!Float.isFinite(image[i])) {
        throw new IllegalArgumentException(
            "value " + i + " of the image is " + image[i] + "; it must be a finite number");
      }
    }
  }

  private Prediction prediction(float[] output) {
    return new Prediction(
        classNames,
        givesProbabilities ? output : Objective.outputs(task, output, 0, output.length));
  }

  /**
   * Classifies several images at once, each as {@linkplain #classify(float[]) alone}, and faster
   * where the network has large layers. To the bit, unless a convolution of 3x3 has so large a
   * kernel (on the Vector API as from 128 to 128 channels, on images of 6x6) that few images take
   * another algorithm: there probabilities differ by rounding, some 1e-6.
   *
   * @param images each the network's input; not modified
   * @return a prediction for each
   * @throws IllegalArgumentException as {@link #classify(float[])}
   */
  public List<Prediction> classifyAll(List<float[]> images) {
    if (images.isEmpty()) {
      return List.of();
    }
    int size = inputShape().size();
    Tensor x = Tensor.zeros(inputShape().batch(images.size()));
    for (int i = 0; i < images.size(); i++) {
      requireImage(images.get(i));
      System.arraycopy(images.get(i), 0, x.data(), i * size, size);
    }
    Tensor y = network.predict(x);
    int outputs = network.outputShape().size();
    return IntStream.range(0, images.size())
        .mapToObj(i -> prediction(Arrays.copyOfRange(y.data(), i * outputs, (i + 1) * outputs)))
        .toList();
  }
}
