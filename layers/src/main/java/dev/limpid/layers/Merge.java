package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import dev.limpid.core.compute.Compute;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer that takes several inputs, such as a sum; with a single one it is a layer as any other.
 *
 * <pre>{@code
 * Node sum = new Add().of(main, shortcut);
 * }</pre>
 *
 * <p>To write one of your own, implement {@link #outputShape(List)}, {@link #onForward(Tensor[],
 * Tensor, Mode)} and {@link #onBackward(Tensor[], Tensor, Tensor, Tensor[])}. Where it works in
 * place, the output may be the <em>first</em> input; where it differentiates in place, the gradient
 * by the first input may be that by the output.
 */
public abstract class Merge extends Layer {
  private List<Shape> inputShapes = List.of();

  /** Of the last forward pass that a backward pass follows. */
  private Tensor[] inputs;

  private Tensor output;
  private int samples;

  /** A layer without a name; a network gives it one. */
  protected Merge() {}

  /**
   * Puts this layer behind nodes of a graph.
   *
   * @throws IllegalArgumentException if it cannot take inputs of their shapes
   */
  public final Node of(Node first, Node... others) {
    List<Node> all = new ArrayList<>(List.of(first));
    all.addAll(List.of(others));
    return first.graph().append(this, all);
  }

  /**
   * The shape of one output sample for the shapes of one sample of each input; computes nothing
   * else.
   *
   * @throws IllegalArgumentException if the layer cannot take such inputs
   */
  public abstract Shape outputShape(List<Shape> inputs);

  /** The shapes of one sample of each input. */
  @Override
  public final List<Shape> inputShapes() {
    requireBuilt();
    return inputShapes;
  }

  /** The forward pass; shapes are checked, {@code y} has its shape. */
  protected abstract void onForward(Tensor[] xs, Tensor y, Mode mode);

  /**
   * The backward pass; shapes are checked.
   *
   * @param xs inputs of the forward pass, whose values may be anything if not {@link #keepsInput()}
   * @param y output of the forward pass; likewise if not {@link #keepsOutput()}
   * @param dxs gradients by the inputs, which have their shapes; null where nobody needs one
   */
  protected abstract void onBackward(Tensor[] xs, Tensor y, Tensor dy, Tensor[] dxs);

  @Override
  public final Shape outputShape(Shape input) {
    return outputShape(List.of(input));
  }

  @Override
  final Shape outputShapeFor(List<Shape> shapes) {
    return outputShape(shapes);
  }

  /**
   * Gives the parameters their shapes and first values; once.
   *
   * @param shapes of one sample of each input
   * @param rng where first values come from
   * @param on what to compute on
   */
  @Override
  public final void build(List<Shape> shapes, Rng rng, Compute on) {
    inputShapes = List.copyOf(shapes);
    inputs = new Tensor[shapes.size()];
    build(shapes.get(0), outputShape(shapes), rng, on);
  }

  /**
   * Computes the output for a batch.
   *
   * @param xs {@code [N, input shape]} each; not modified, unless the first is {@code y} too
   * @param y gets the shape {@code [N, output shape]}; modified
   * @param mode what the pass does
   * @throws IllegalArgumentException if an input has another shape than the layer was built for
   */
  @Override
  public final void forward(Tensor[] xs, Tensor y, Mode mode) {
    requireBuilt();
    requireInputs(xs);
    requireApart(y, xs, worksInPlace(), "its input");
    samples = mode.backward() ? xs[0].batchSize() : samples;
    y.reshapeToBatch(xs[0].batchSize(), outputShape());
    if (mode.backward()) {
      System.arraycopy(xs, 0, inputs, 0, xs.length);
      output = y;
    }
    onForward(xs, y, mode);
  }

  private void requireInputs(Tensor[] xs) {
    if (xs.length != inputShapes.size()) {
      throw new IllegalArgumentException(
          this + " was built for " + inputShapes.size() + " inputs, got " + xs.length);
    }
    for (int i = 0; i < xs.length; i++) {
      if (!xs[i].shape().isBatchOf(inputShapes.get(i))
          || xs[i].batchSize() < 1
          || xs[i].batchSize() != xs[0].batchSize()) {
        throw new IllegalArgumentException(
            this
                + ": expected input "
                + (i + 1)
                + " of "
                + inputShapes.get(i)
                + " with N in front, the same N for all, got "
                + xs[i].shape());
      }
    }
  }

  private void requireApart(Tensor one, Tensor[] others, boolean firstMayBe, String what) {
    for (int i = 0; i < others.length; i++) {
      if (one == others[i] && (i > 0 || !firstMayBe)) {
        throw new IllegalArgumentException(this + " cannot overwrite " + what + " " + (i + 1));
      }
    }
  }

  /**
   * Computes the gradients of the loss by the parameters and by the inputs, for the last forward
   * pass that said that backward follows.
   *
   * @param dy gradient by the output; not modified, unless it is {@code dxs[0]} too
   * @param dxs get the gradients by the inputs; each null where nobody needs it
   * @throws IllegalStateException if there was no such forward pass
   * @throws IllegalArgumentException if {@code dy} has another shape than the output had
   */
  @Override
  public final void backwardInto(Tensor dy, Tensor[] dxs) {
    requireBuilt();
    if (output == null) {
      throw new IllegalStateException(
          this + ": backward needs a forward pass before it, in a mode such as Mode.TRAIN");
    }
    requireGradient(dy, samples);
    requireApart(dy, dxs, differentiatesInPlace(), "the output gradient by input");
    for (int i = 0; i < dxs.length; i++) {
      if (dxs[i] != null) {
        dxs[i].reshapeToBatch(samples, inputShapes.get(i));
      }
    }
    onBackward(inputs, output, dy, dxs);
  }

  @Override
  protected final void onForward(Tensor x, Tensor y, Mode mode) {
    onForward(new Tensor[] {x}, y, mode);
  }

  @Override
  protected final void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    onBackward(new Tensor[] {x}, y, dy, new Tensor[] {dx});
  }
}
