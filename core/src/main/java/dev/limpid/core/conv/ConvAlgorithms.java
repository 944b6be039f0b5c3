package dev.limpid.core.conv;

import dev.limpid.core.Parallel;
import dev.limpid.core.gemm.Gemm;
import java.util.List;

/** Finds a {@link ConvAlgorithm} for a shape. */
public final class ConvAlgorithms {
  private static final List<String> NAMES = List.of("direct", "im2col");

  private ConvAlgorithms() {}

  /** The names that can be asked for, besides {@code auto}. */
  public static List<String> names() {
    return NAMES;
  }

  /**
   * The algorithm of this name for this shape; {@code auto} is {@code im2col}.
   *
   * @throws IllegalArgumentException if there is none of this name
   */
  public static ConvAlgorithm named(
      String name, ConvGeometry geometry, Gemm gemm, Parallel parallel) {
    return switch (name) {
      case "direct" -> new DirectConvolution(geometry, parallel);
      case "auto", "im2col" -> new Im2colConvolution(geometry, gemm, parallel);
      default ->
          throw new IllegalArgumentException(
              "no convolution algorithm '"
                  + name
                  + "'; there are auto, "
                  + String.join(", ", NAMES));
    };
  }
}
