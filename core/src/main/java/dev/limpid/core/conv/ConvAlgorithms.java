package dev.limpid.core.conv;

import dev.limpid.core.Parallel;
import dev.limpid.core.gemm.Gemm;
import java.util.List;

/**
 * Finds a {@link ConvAlgorithm} for a shape.
 *
 * <p>The rule of {@code auto}: with the Vector API, Winograd's algorithm wherever it computes the
 * shape (3x3, stride 1, no dilation, no groups, channels and filters multiples of the vector
 * length), {@code implicit} for all others; with other matrix products {@code im2col}. Of
 * Winograd's tiles, those whose multiplications for all results are fewest, {@code ceil(H / m)
 * ceil(W / m) (m + 2)^2} with m of 2, 3 or 4: 6x6 results are covered exactly by four tiles of 3x3,
 * but only half by four tiles of 4x4.
 *
 * <p>A name that is asked for but does not compute a shape leaves that shape to {@code implicit},
 * so that a network can be run with {@code -Dlimpid.conv=winograd2} whose first layer has 3
 * channels; and what only comes with the Vector API is {@code im2col} without it. {@link
 * ConvAlgorithm#name()} says what it became.
 */
public final class ConvAlgorithms {
  private static final String IMPLICIT = "implicit";

  private static final List<String> NAMES =
      List.of("direct", "im2col", IMPLICIT, "winograd2", "winograd3", "winograd4");

  private ConvAlgorithms() {}

  /** The names that can be asked for, besides {@code auto}. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The algorithm of this name for this shape, or the one that takes its place there.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static ConvAlgorithm named(
      String name, ConvGeometry geometry, Gemm gemm, Parallel parallel) {
    return switch (name) {
      case "direct" -> new DirectConvolution(geometry, parallel);
      case "im2col" -> new Im2colConvolution(geometry, gemm, parallel);
      case "auto" -> provided(winograd(geometry), geometry, gemm, parallel);
      case IMPLICIT, "winograd2", "winograd3", "winograd4" ->
          provided(name, geometry, gemm, parallel);
      default ->
          throw new IllegalArgumentException(
              "no convolution algorithm '"
                  + name
                  + "'; there are auto, "
                  + String.join(", ", NAMES));
    };
  }

  /** The tiles with the fewest multiplications; of equals the smallest, which are most exact. */
  private static String winograd(ConvGeometry geometry) {
    int best = 2;
    for (int m = 3; m <= 4; m++) {
      best = products(geometry, m) < products(geometry, best) ? m : best;
    }
    return "winograd" + best;
  }

  private static long products(ConvGeometry geometry, int m) {
    long down = (geometry.rows().output() + m - 1) / m;
    long across = (geometry.columns().output() + m - 1) / m;
    return down * across * (m + 2) * (m + 2);
  }

  private static ConvAlgorithm provided(
      String name, ConvGeometry geometry, Gemm gemm, Parallel parallel) {
    if (gemm instanceof ConvProvider provider) {
      String usable = provider.supports(name, geometry) ? name : IMPLICIT;
      return provider.convolution(usable, geometry, parallel);
    }
    return new Im2colConvolution(geometry, gemm, parallel);
  }
}
