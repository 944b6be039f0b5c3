package dev.limpid.core.conv;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The choice of a convolution algorithm; {@link #AUTO} leaves it to the kernels.
 *
 * <p>An algorithm that does not compute a shape, or that the kernels lack, leaves that shape to
 * another one, so that a network whose first layer has 3 channels can be run with {@code
 * -Dlimpid.conv=winograd2}. {@link ConvAlgorithm#name()} says what it became.
 */
public enum ConvChoice {
  /** The fastest for the shape. */
  AUTO,
  /** The formula in plain loops, to step through. */
  DIRECT,
  /** Winograd's F(4x4, 3x3) with its matrices in plain loops, to step through; else direct. */
  WINOGRAD_PLAIN,
  /** Patches unfolded into a matrix, on any matrix product. */
  IM2COL,
  /** A product of patches that are never stored; else im2col. */
  IMPLICIT,
  /** Winograd's algorithm with tiles of 2x2 results; else as auto. */
  WINOGRAD2,
  /** Winograd's algorithm with tiles of 3x3 results; else as auto. */
  WINOGRAD3,
  /** Winograd's algorithm with tiles of 4x4 results; else as auto. */
  WINOGRAD4;

  /**
   * The choice of this name.
   *
   * @param name such as {@code auto} or {@code winograd-plain}
   * @throws IllegalArgumentException if there is none, with those that there are
   */
  public static ConvChoice named(String name) {
    for (ConvChoice choice : values()) {
      if (choice.toString().equals(name)) {
        return choice;
      }
    }
    throw new IllegalArgumentException(
        "no convolution algorithm '"
            + name
            + "'; there are "
            + Arrays.stream(values()).map(ConvChoice::toString).collect(Collectors.joining(", ")));
  }

  /** The name by which it is asked for, such as {@code winograd-plain}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
