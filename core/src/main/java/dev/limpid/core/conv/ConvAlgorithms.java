package dev.limpid.core.conv;

import dev.limpid.core.Parallel;
import dev.limpid.core.gemm.Gemm;
import java.util.List;

/**
 * Finds a {@link ConvAlgorithm} for a shape.
 *
 * <p>The rule of {@code auto}: with the Vector API, {@code winograd4} wherever it computes the
 * shape (3x3, stride 1, no dilation, no groups, channels and filters multiples of the vector
 * length), {@code implicit} for all others; with other matrix products {@code im2col}.
 *
 * <p>A name that is asked for but does not compute a shape leaves that shape to {@code implicit},
 * so that a network can be run with {@code -Dlimpid.conv=winograd2} whose first layer has 3
 * channels; and what only comes with the Vector API is {@code im2col} without it. {@link
 * ConvAlgorithm#name()} says what it became.
 */
public final class ConvAlgorithms {
  private static final String IMPLICIT = "implicit";

  private static final List<String> NAMES =
      List.of("direct", "im2col", IMPLICIT, "winograd2", "winograd4");

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
      case "auto" -> provided("winograd4", geometry, gemm, parallel);
      case IMPLICIT, "winograd2", "winograd4" -> provided(name, geometry, gemm, parallel);
      default ->
          throw new IllegalArgumentException(
              "no convolution algorithm '"
                  + name
                  + "'; there are auto, "
                  + String.join(", ", NAMES));
    };
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
