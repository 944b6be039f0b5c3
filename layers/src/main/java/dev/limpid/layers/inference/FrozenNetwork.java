package dev.limpid.layers.inference;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.layers.Mode;
import dev.limpid.layers.Network;
import dev.limpid.layers.plan.ForwardPlan;
import dev.limpid.layers.plan.Traits;
import dev.limpid.layers.plan.TransientTensors;
import dev.limpid.layers.plan.Wiring;
import java.util.Arrays;
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
 * that of {@link Network#forward} in {@link Mode#INFERENCE} by rounding alone.
 */
public final class FrozenNetwork {
  private final Shape inputShape;
  private final Shape outputShape;
  private final List<FrozenStage> stages;
  private final Wiring wiring;
  private final ForwardPlan plan;
  private final ConcurrentLinkedQueue<Buffers> free = new ConcurrentLinkedQueue<>();

  /** What one call works in. */
  private static final class Buffers {
    final TransientTensors transients;

    /** What each stage takes and puts out. */
    final Tensor[][] taken;

    final Tensor[] outputs;

    Buffers(ForwardPlan plan, Wiring wiring) {
      transients = TransientTensors.forPasses(List.of(plan.sizes()));
      taken = new Tensor[wiring.size()][];
      Arrays.setAll(taken, i -> new Tensor[wiring.sources()[i].length]);
      outputs = new Tensor[wiring.size()];
    }
  }

  private FrozenNetwork(Network network, FrozenStages frozen) {
    this.inputShape = network.inputShape();
    this.outputShape = network.outputShape();
    this.stages = frozen.stages();
    List<Traits> traits =
        stages.stream()
            .map(s -> new Traits(s.outputSize(), s.worksInPlace(), false, false, false))
            .toList();
    this.wiring = Wiring.of(new int[] {inputShape.size()}, traits, frozen.sources());
    this.plan = ForwardPlan.of(wiring, stages.size(), false);
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
    Buffers buffers = free.poll();
    if (buffers == null) {
      buffers = new Buffers(plan, wiring);
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
    if (stages.isEmpty()) {
      y.reshapeToBatch(x.batchSize(), outputShape).copyFrom(x);
      return;
    }
    buffers.transients.makeRoom(x.batchSize());
    for (int i = 0; i < stages.size(); i++) {
      Tensor[] xs = buffers.taken[i];
      for (int k = 0; k < xs.length; k++) {
        int source = wiring.sources()[i][k];
        xs[k] = source < 0 ? x : buffers.outputs[source];
      }
      Tensor own = plan.slot(i) == ForwardPlan.OWN ? y : buffers.transients.get(plan.slot(i));
      buffers.outputs[i] = plan.worksInPlace(i) ? xs[0] : own;
      stages.get(i).run(xs, buffers.outputs[i]);
    }
  }

  /** What is done in one pass each, such as {@code conv2d_1 + relu_1 + batchnorm_1, ...}. */
  @Override
  public String toString() {
    return "FrozenNetwork: "
        + stages.stream().map(FrozenStage::toString).collect(Collectors.joining(", "));
  }
}
