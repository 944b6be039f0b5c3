package dev.limpid.layers;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Arrays;
import java.util.Map;

/**
 * A range of the last axis: {@code new Slice(0, 16)} takes the first 16 channels of an image,
 * {@code [H, W, C]} to {@code [H, W, 16]}, or the first 16 features. PyTorch's {@code x[:, 0:16]}.
 */
public final class Slice extends Layer {
  private final int from;
  private final int to;

  /**
   * A range.
   *
   * @param from the first channel or feature
   * @param to the one behind the last
   * @throws IllegalArgumentException if there is none between them, or the first is negative
   */
  public Slice(int from, int to) {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException(
          "Slice: expected a range with something in it, got " + from + " to " + to);
    }
    this.from = from;
    this.to = to;
  }

  /** Reads the options that {@link #config} writes. */
  public static Slice read(Options options) {
    return new Slice(options.integer("from"), options.integer("to"));
  }

  @Override
  public Map<String, Object> config() {
    return Map.of("from", from, "to", to);
  }

  @Override
  public Shape outputShape(Shape input) {
    if (input.rank() < 1 || input.dim(-1) < to) {
      throw new IllegalArgumentException(
          this + ": expected at least " + to + " channels or features last, got " + input);
    }
    int[] dims = input.toArray();
    dims[dims.length - 1] = to - from;
    return Shape.of(dims);
  }

  @Override
  public boolean keepsInput() {
    return false;
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    int all = inputShape().dim(-1);
    int own = to - from;
    forRows(
        y.size() / own,
        own,
        (first, end) -> {
          for (int row = first; row < end; row++) {
            System.arraycopy(x.data(), row * all + from, y.data(), row * own, own);
          }
        });
  }

  /** What was left out gets 0. */
  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx == null) {
      return;
    }
    int all = inputShape().dim(-1);
    int own = to - from;
    forRows(
        dy.size() / own,
        all,
        (first, end) -> {
          Arrays.fill(dx.data(), first * all, end * all, 0);
          for (int row = first; row < end; row++) {
            System.arraycopy(dy.data(), row * own, dx.data(), row * all + from, own);
          }
        });
  }
}
