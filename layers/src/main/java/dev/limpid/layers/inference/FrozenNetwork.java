package dev.limpid.layers.inference;

import dev.limpid.core.Parallel;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
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
 * that of {@link Network#forward} in {@link Mode#INFERENCE} by rounding alone. The first layers
 * take a few images at a time, so that what goes from one to the next stays in the cache.
 */
public final class FrozenNetwork {
  private final Shape inputShape;
  private final Shape outputShape;
  private final List<FrozenStage> stages;

  /** The first stages, which a batch goes through piece by piece; null if there are none. */
  private final StageWalk head;

  /** Images of such a piece. */
  private final int piece;

  /** The other stages, which take whole batches; null if there are none. */
  private final StageWalk tail;

  /** What goes from the head to the tail. */
  private final ConcurrentLinkedQueue<Tensor> between = new ConcurrentLinkedQueue<>();

  private final Parallel parallel;

  private FrozenNetwork(Network network, FrozenStages frozen) {
    this.inputShape = network.inputShape();
    this.outputShape = network.outputShape();
    this.stages = frozen.stages();
    this.parallel = network.compute().parallel();
    int cut = frozen.head();
    this.piece = cut == 0 ? 0 : frozen.piece(cut, inputShape.size());
    this.head = cut == 0 ? null : StageWalk.of(frozen, 0, cut, inputShape);
    this.tail = cut == stages.size() ? null : StageWalk.of(frozen, cut, stages.size(), inputShape);
  }

  /**
   * Copies a network as it is now.
   *
   * @throws IllegalArgumentException if a layer cannot be copied, because its type is not known
   * @throws IllegalStateException if the network has several inputs
   */
  public static FrozenNetwork of(Network network) {
    return new FrozenNetwork(network, FrozenStages.of(network));
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
    if (head == null && tail == null) {
      y.reshapeToBatch(x.batchSize(), outputShape).copyFrom(x);
    } else if (head == null) {
      tail.run(x, y);
    } else if (tail == null) {
      runHead(x, y);
    } else {
      Tensor middle = between.poll();
      middle = middle == null ? Tensor.zeros(0) : middle;
      try {
        runHead(x, middle);
        tail.run(middle, y);
      } finally {
        between.add(middle);
      }
    }
  }

  /**
   * Goes through the head piece by piece. Each thread takes pieces of its own as long as there is
   * one for every thread, and does a piece without waiting for the others; the rest is shared by
   * all. The pieces are the same for any number of threads, and so are the bits.
   */
  private void runHead(Tensor x, Tensor y) {
    int batch = x.batchSize();
    int pieces = (batch + piece - 1) / piece;
    if (pieces == 1) {
      head.run(x, y);
      return;
    }
    y.reshapeToBatch(batch, head.outputShape());
    int alone = pieces / parallel.threads() * parallel.threads();
    parallel.forEach(alone, number -> runPiece(number, x, y));
    for (int number = alone; number < pieces; number++) {
      runPiece(number, x, y);
    }
  }

  private void runPiece(int number, Tensor x, Tensor y) {
    int first = number * piece;
    head.run(x, first, Math.min(piece, x.batchSize() - first), y);
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

  /** What is done in one pass each, such as {@code conv2d_1 + relu_1 + batchnorm_1, ...}. */
  @Override
  public String toString() {
    return "FrozenNetwork: "
        + stages.stream().map(FrozenStage::toString).collect(Collectors.joining(", "));
  }
}
