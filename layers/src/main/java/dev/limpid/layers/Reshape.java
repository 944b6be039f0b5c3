package dev.limpid.layers;

import dev.limpid.core.Shape;
import dev.limpid.core.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Gives a sample's values, in their order, another shape of as many values: {@code new Reshape(7,
 * 7, -1)}. One dimension may be -1, which is then what is left; as in Keras.
 */
public final class Reshape extends Layer {
  private static final String TIMES = "x";

  private final int[] dims;

  /**
   * Another shape for a sample.
   *
   * @param dims its dimensions; one may be -1
   * @throws IllegalArgumentException if one is 0 or below -1, or two are -1
   */
  public Reshape(int... dims) {
    if (Arrays.stream(dims).anyMatch(dim -> dim == 0 || dim < -1)
        || Arrays.stream(dims).filter(dim -> dim == -1).count() > 1) {
      throw new IllegalArgumentException(
          "Reshape: dimensions must be 1 or more, and one may be -1, but are "
              + Arrays.toString(dims));
    }
    this.dims = dims.clone();
  }

  /** Reads the options that {@link #config} writes. */
  public static Reshape read(Options options) {
    String text = options.text("dims");
    try {
      return new Reshape(
          text.isEmpty()
              ? new int[0]
              : Arrays.stream(text.split(TIMES)).mapToInt(Integer::parseInt).toArray());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "Reshape: option 'dims' must be numbers, such as 7x7x-1", e);
    }
  }

  @Override
  public Map<String, Object> config() {
    return Map.of(
        "dims", Arrays.stream(dims).mapToObj(Integer::toString).collect(Collectors.joining(TIMES)));
  }

  @Override
  public Shape outputShape(Shape input) {
    long known = 1;
    for (int dim : dims) {
      known *= dim == -1 ? 1 : dim;
      if (known > Integer.MAX_VALUE) {
        break;
      }
    }
    boolean open = Arrays.stream(dims).anyMatch(dim -> dim == -1);
    if (open ? input.size() % known != 0 : input.size() != known) {
      throw new IllegalArgumentException(
          this + ": " + input + " does not have the values of " + Arrays.toString(dims));
    }
    int rest = (int) (input.size() / known);
    return Shape.of(Arrays.stream(dims).map(dim -> dim == -1 ? rest : dim).toArray());
  }

  @Override
  public boolean keepsInput() {
    return false;
  }

  @Override
  protected void onForward(Tensor x, Tensor y, Mode mode) {
    copy(x, y);
  }

  @Override
  protected void onBackward(Tensor x, Tensor y, Tensor dy, Tensor dx) {
    if (dx != null) {
      copy(dy, dx);
    }
  }
}
