package dev.limpid.layers;

import dev.limpid.core.Rng;
import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Puts the dimensions of a sample into another order: {@code new Permute(2, 3, 1)} turns {@code [C,
 * H, W]} into {@code [H, W, C]}. As in Keras, dimensions are counted from 1, and dimension i of the
 * output is dimension {@code order[i]} of the input.
 */
public final class Permute extends Layer {
  private static final String BETWEEN = "x";

  private final int[] order;

  /** For each dimension of the output but the first, how far one step goes in the input. */
  private int[] strides;

  private int[] sizes;

  /**
   * Another order.
   *
   * @param order each number from 1 to the number of dimensions, once
   * @throws IllegalArgumentException if it is not
   */
  public Permute(int... order) {
    if (order.length == 0
        || !Arrays.equals(
            Arrays.stream(order).sorted().toArray(),
            IntStream.rangeClosed(1, order.length).toArray())) {
      throw new IllegalArgumentException(
          "Permute: expected the numbers from 1 to that of the dimensions, got "
              + Arrays.toString(order));
    }
    this.order = order.clone();
  }

  /** Reads the options that {@link #config} writes. */
  public static Permute read(Options options) {
    try {
      return new Permute(
          Arrays.stream(options.text("order").split(BETWEEN))
              .mapToInt(Integer::parseInt)
              .toArray());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Permute: option 'order' must be numbers, such as 2x3x1", e);
    }
  }

  @Override
  public Map<String, Object> config() {
    return Map.of(
        "order",
        Arrays.stream(order).mapToObj(Integer::toString).collect(Collectors.joining(BETWEEN)));
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() != order.length) {
      throw new IllegalArgumentException(
          this + ": expected an input of " + order.length + " dimensions, got " + input);
    }
    return Shape.of(Arrays.stream(order).map(dim -> input.dim(dim - 1)).toArray());
  }

  @Override
  public boolean keepsInput() {
    return false;
  }

  @Override
  protected void onBuild(Shape input, Rng rng) {
    int[] steps = new int[order.length];
    int step = 1;
    for (int i = steps.length - 1; i >= 0; i--) {
      steps[i] = step;
      step *= input.dim(i);
    }
    strides = Arrays.stream(order).map(dim -> steps[dim - 1]).toArray();
    sizes = Arrays.stream(order).map(dim -> input.dim(dim - 1)).toArray();
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    move(x.data(), y.data(), x.batchSize(), true);
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      move(dy.data(), dx.data(), dy.batchSize(), false);
    }
  }

  /** Rows are those of the output, along its first dimension. */
  private void move(float[] from, float[] to, int samples, boolean forward) {
    int row = inputShape().size() / Math.max(1, sizes[0]);
    forRows(
        samples * sizes[0],
        row,
        (first, end) -> {
          for (int r = first; r < end; r++) {
            int ofInput = r / sizes[0] * inputShape().size() + r % sizes[0] * strides[0];
            moveRow(from, to, 1, ofInput, r * row, forward);
          }
        });
  }

  private int moveRow(float[] from, float[] to, int dim, int ofInput, int ofOutput, boolean ahead) {
    if (dim == sizes.length) {
      if (ahead) {
        to[ofOutput] = from[ofInput];
      } else {
        to[ofInput] = from[ofOutput];
      }
      return ofOutput + 1;
    }
    int next = ofOutput;
    for (int i = 0; i < sizes[dim]; i++) {
      next = moveRow(from, to, dim + 1, ofInput + i * strides[dim], next, ahead);
    }
    return next;
  }
}
