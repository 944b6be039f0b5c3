package dev.limpid.core.conv;

/**
 * The way an image is padded with zeros before a window slides over it.
 *
 * <p>{@code same} and {@code valid} follow TensorFlow and Keras; explicit padding follows PyTorch.
 */
public sealed interface Padding {
  /** Keras's {@code same}: {@code ceil(size / stride)} positions; an odd remainder goes after. */
  Padding SAME = new Same();

  /** Keras's {@code valid}: no padding. */
  Padding VALID = new Valid();

  /** PyTorch's padding: so many rows above and below, and columns left and right. */
  static Padding explicit(int height, int width) {
    return new Explicit(height, width);
  }

  /** So many zeros on each side, which need not be equal. */
  static Padding sides(int top, int bottom, int left, int right) {
    return top == bottom && left == right
        ? explicit(top, left)
        : new Sides(top, bottom, left, right);
  }

  /** See {@link #SAME}. */
  record Same() implements Padding {
    @Override
    public String toString() {
      return "same";
    }
  }

  /** See {@link #VALID}. */
  record Valid() implements Padding {
    @Override
    public String toString() {
      return "valid";
    }
  }

  /** See {@link #explicit}. */
  record Explicit(int height, int width) implements Padding {
    /**
     * Checks the amounts.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Explicit {
      if (height < 0 || width < 0) {
        throw new IllegalArgumentException(
            "padding must not be negative, but is " + height + "x" + width);
      }
    }

    @Override
    public String toString() {
      return height + "x" + width;
    }
  }

  /** See {@link #sides}. */
  record Sides(int top, int bottom, int left, int right) implements Padding {
    /**
     * Checks the amounts.
     *
     * @throws IllegalArgumentException if one is negative
     */
    public Sides {
      if (Math.min(Math.min(top, bottom), Math.min(left, right)) < 0) {
        throw new IllegalArgumentException(
            "padding must not be negative, but is " + text(top, bottom, left, right));
      }
    }

    private static String text(int top, int bottom, int left, int right) {
      return top + "x" + bottom + "x" + left + "x" + right;
    }

    @Override
    public String toString() {
      return text(top, bottom, left, right);
    }
  }
}
