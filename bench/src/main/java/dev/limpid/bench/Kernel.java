package dev.limpid.bench;

import dev.limpid.core.Parallel;
import dev.limpid.core.compute.Kernels;
import dev.limpid.core.conv.ConvAlgorithm;
import dev.limpid.core.conv.ConvChoice;
import dev.limpid.core.conv.ConvGeometry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A convolution algorithm on a matrix product, written {@code im2col/vector}; {@code direct} uses
 * none.
 */
record Kernel(String algorithm, String gemm) {
  private static final String DIRECT = "direct";
  private static final Set<ConvChoice> NOT_TIMED =
      Set.of(ConvChoice.DIRECT, ConvChoice.WINOGRAD_PLAIN);

  /** The direct algorithm is the slow one that the others are checked against. */
  private static final int IMAGES_FOR_DIRECT = 1;

  static Kernel parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length == 2) {
      return new Kernel(parts[0], parts[1]);
    }
    if (text.equals(DIRECT)) {
      return new Kernel(DIRECT, "java");
    }
    throw new IllegalArgumentException(
        "kernel must be "
            + DIRECT
            + " or algorithm/product such as im2col/java, not '"
            + text
            + "'");
  }

  /**
   * Every algorithm but the plain ones, on each of these matrix products; what the Vector API takes
   * by itself too, because some tiles of Winograd's algorithm have no other name.
   */
  static List<String> all(List<String> gemms) {
    List<String> all = new ArrayList<>();
    for (ConvChoice algorithm : ConvChoice.values()) {
      if (!NOT_TIMED.contains(algorithm)) {
        gemms.stream()
            .filter(gemm -> algorithm != ConvChoice.AUTO || gemm.equals("vector"))
            .forEach(gemm -> all.add(algorithm + "/" + gemm));
      }
    }
    return all;
  }

  /**
   * The algorithm for these sizes.
   *
   * @throws IllegalArgumentException if it or its matrix product can't be had here
   */
  ConvAlgorithm on(ConvGeometry geometry, Parallel parallel) {
    return Kernels.named(gemm).convolution(ConvChoice.named(algorithm), geometry, parallel);
  }

  /** What computes this layer: another algorithm where the one asked for does not fit its shape. */
  String algorithmFor(SeedLayer layer) {
    return on(layer.geometry(), Parallel.serial()).name();
  }

  /** How many images of a batch it is timed with. */
  int images(int batch) {
    return algorithm.equals(DIRECT) ? Math.min(batch, IMAGES_FOR_DIRECT) : batch;
  }
}
