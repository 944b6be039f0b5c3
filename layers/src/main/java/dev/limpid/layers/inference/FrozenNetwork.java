package dev.limpid.layers.inference;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.InferenceForm;
import dev.limpid.layers.Layer;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Sequential;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * A network for inference alone.
 *
 * <pre>{@code
 * FrozenNetwork frozen = FrozenNetwork.of(network);
 * Tensor probabilities = frozen.predict(images); // [N, classes]
 * }</pre>
 *
 * <p>It has its own copy of the weights and moving averages, as they were when it was frozen, and
 * never changes. <b>Safe for many threads at once</b>: each call has buffers of its own, which are
 * kept for later calls. (A layer of a type of your own, which may keep something in its fields, is
 * used by one thread at a time.)
 *
 * <p>What follows a convolution or a dense layer, ReLU and BatchNorm in either order, is done in
 * its pass, while its result is still in the cache; Dropout is left out. So the output differs from
 * that of {@link Sequential#forward} in {@link Mode#INFERENCE} by rounding alone.
 */
public final class FrozenNetwork {
  private final Shape inputShape;
  private final Shape outputShape;
  private final List<FrozenStage> stages;
  private final ConcurrentLinkedQueue<Buffers> free = new ConcurrentLinkedQueue<>();

  /** What one call works in; stages take turns with the two. */
  private static final class Buffers {
    final Tensor first = Tensor.zeros(0);
    final Tensor second = Tensor.zeros(0);

    Tensor other(Tensor than) {
      return than == first ? second : first;
    }
  }

  private FrozenNetwork(Shape inputShape, Shape outputShape, List<FrozenStage> stages) {
    this.inputShape = inputShape;
    this.outputShape = outputShape;
    this.stages = stages;
  }

  /**
   * Copies a network as it is now.
   *
   * @throws IllegalArgumentException if a layer cannot be copied, because its type is not known
   */
  public static FrozenNetwork of(Sequential network) {
    List<FrozenStage> stages = new ArrayList<>();
    List<Layer> layers =
        network.layers().stream()
            .filter(layer -> !(layer.inferenceForm() instanceof InferenceForm.Identity))
            .toList();
    for (int i = 0; i < layers.size(); i++) {
      Layer layer = layers.get(i);
      InferenceForm form = layer.inferenceForm();
      if (form instanceof InferenceForm.Convolution convolution) {
        FrozenConvolution.Builder stage = new FrozenConvolution.Builder(layer, convolution);
        while (i + 1 < layers.size() && stage.take(layers.get(i + 1))) {
          i++;
        }
        stages.add(stage.build());
      } else if (form instanceof InferenceForm.Affine affine) {
        stages.add(new FrozenAffine(layer.name(), affine, network.compute()));
      } else {
        stages.add(new FrozenLayer(layer, network.compute()));
      }
    }
    return new FrozenNetwork(network.inputShape(), network.outputShape(), List.copyOf(stages));
  }

  /** The shape of one input sample. */
  public Shape inputShape() {
    return inputShape;
  }

  /** The shape of one output sample. */
  public Shape outputShape() {
    return outputShape;
  }

  /**
   * The output for a batch, in a new tensor.
   *
   * @param x {@code [N, input shape]}; not modified
   * @return {@code [N, output shape]}
   * @throws IllegalArgumentException if {@code x} has another shape
   */
  public Tensor predict(Tensor x) {
    Tensor y = Tensor.zeros(0);
    predict(x, y);
    return y;
  }

  /**
   * The output for a batch, in a tensor of the caller's.
   *
   * @param x {@code [N, input shape]}; not modified
   * @param y gets the shape {@code [N, output shape]}; modified
   * @throws IllegalArgumentException if {@code x} has another shape, or is {@code y}
   */
  public void predict(Tensor x, Tensor y) {
    if (!x.shape().isBatchOf(inputShape) || x.batchSize() < 1) {
      throw new IllegalArgumentException(
          "the network takes batches of " + inputShape + " with N in front, got " + x.shape());
    }
    if (x == y) {
      throw new IllegalArgumentException("the output cannot be the input tensor");
    }
    Buffers buffers = free.poll();
    if (buffers == null) {
      buffers = new Buffers();
    }
    try {
      run(x, y, buffers);
    } finally {
      free.add(buffers);
    }
  }

  /**
   * The output for one sample.
   *
   * @param sample its values, row-major; not modified
   * @return the values of the output
   * @throws IllegalArgumentException if there are more or fewer than the input shape has
   */
  public float[] predict(float[] sample) {
    if (sample.length != inputShape.size()) {
      throw new IllegalArgumentException(
          "the network takes samples of "
              + inputShape
              + ", "
              + inputShape.size()
              + " values, got "
              + sample.length);
    }
    return predict(Tensor.of(inputShape.batch(1), sample)).data();
  }

  private void run(Tensor x, Tensor y, Buffers buffers) {
    Tensor current = x;
    int last = lastThatMoves();
    for (int i = 0; i < stages.size(); i++) {
      FrozenStage stage = stages.get(i);
      Tensor next = i >= last ? y : buffers.other(current);
      if (stage.worksInPlace() && current != x) {
        next = current;
      }
      stage.run(current, next);
      current = next;
    }
    if (current != y) {
      y.reshapeToBatch(x.batchSize(), outputShape).copyFrom(current);
    }
  }

  /**
   * The last stage that does not work in place: it writes the output, and those after it work
   * there.
   */
  private int lastThatMoves() {
    int last = stages.size() - 1;
    while (last > 0 && stages.get(last).worksInPlace()) {
      last--;
    }
    return last;
  }

  /** What is done in one pass each, such as {@code conv2d_1 + relu_1 + batchnorm_1, ...}. */
  @Override
  public String toString() {
    return "FrozenNetwork: "
        + stages.stream().map(FrozenStage::toString).collect(Collectors.joining(", "));
  }
}
