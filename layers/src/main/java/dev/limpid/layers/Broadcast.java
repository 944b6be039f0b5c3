package dev.limpid.layers;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Repeats a sample along its dimensions of size 1: {@code new Broadcast(32, 32, 64)} makes {@code
 * [32, 32, 64]} of {@code [1, 1, 64]} or of {@code [32, 32, 1]}; as NumPy, Keras and PyTorch do in
 * front of a sum or a product. The gradient is the sum over what was repeated.
 */
public final class Broadcast extends Layer {
  private static final String TIMES = "x";

  private final int[] dims;

  /** For each value of an output sample, which value of the input sample it is. */
  private int[] sources;

  /** Gradients are added up in double precision: there may be thousands. */
  private double[] sums = {};

  /**
   * A shape to repeat to.
   *
   * @throws IllegalArgumentException if a dimension is not positive
   */
  public Broadcast(int... dims) {
    if (dims.length == 0 || Arrays.stream(dims).anyMatch(dim -> dim < 1)) {
      throw new IllegalArgumentException(
          "Broadcast: dimensions must be 1 or more, but are " + Arrays.toString(dims));
    }
    this.dims = dims.clone();
  }

  /** Reads the options that {@link #config} writes. */
  public static Broadcast read(Options options) {
    try {
      return new Broadcast(
          Arrays.stream(options.text("dims").split(TIMES)).mapToInt(Integer::parseInt).toArray());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Broadcast: option 'dims' must be numbers, such as 7x7x64", e);
    }
  }

  @Override
  public Map<String, Object> config() {
    return Map.of(
        "dims", Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining(TIMES)));
  }

  @Override
  public Shape outputShape(Shape input) {
    boolean fits = input.rank() == dims.length;
    for (int i = 0; fits && i < dims.length; i++) {
      fits = input.dim(i) == dims[i] || input.dim(i) == 1;
    }
    if (!fits) {
      throw new IllegalArgumentException(
          this + ": cannot repeat " + input + " to " + Arrays.toString(dims));
    }
    return Shape.of(dims);
  }

  @Override
  public boolean keepsInput() {
    return false;
  }

  @Override
  protected void onFirstPass() {
    Shape input = inputShape();
    sources = new int[outputShape().size()];
    for (int i = 0; i < sources.length; i++) {
      int rest = i;
      int step = 1;
      for (int d = dims.length - 1; d >= 0; d--) {
        sources[i] += input.dim(d) == 1 ? 0 : rest % dims[d] * step;
        step *= input.dim(d);
        rest /= dims[d];
      }
    }
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    int from = inputShape().size();
    int to = sources.length;
    forRows(
        x.batchSize(),
        to,
        (first, end) -> {
          for (int sample = first; sample < end; sample++) {
            for (int i = 0; i < to; i++) {
              y.data()[sample * to + i] = x.data()[sample * from + sources[i]];
            }
          }
        });
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx == null) {
      return;
    }
    int from = inputShape().size();
    int to = sources.length;
    if (sums.length < dx.size()) {
      sums = new double[dx.size()];
    }
    forRows(
        dy.batchSize(),
        to,
        (first, end) -> {
          Arrays.fill(sums, first * from, end * from, 0);
          for (int sample = first; sample < end; sample++) {
            for (int i = 0; i < to; i++) {
              sums[sample * from + sources[i]] += dy.data()[sample * to + i];
            }
          }
          for (int i = first * from; i < end * from; i++) {
            dx.data()[i] = (float) sums[i];
          }
        });
  }
}
