package dev.limpid.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.compute.Kernels;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class VectorProviderTest {
  @Test
  void theVectorApiIsChosenWhereTheProcessorHasAvx2() {
    boolean avx2 = HotSpotFlags.value("UseAVX").map(v -> Integer.parseInt(v) >= 2).orElse(false);
    Assumptions.assumeTrue(avx2, "no AVX2 here");
    assertEquals("vector", Kernels.available().get(0).name(), () -> Kernels.explain().toString());
    String told = Kernels.explain().get(0);
    assertTrue(
        told.matches(
            "vector: Vector API, [0-9]+ bits, tiles of [0-9]+x[0-9]+x[0-9]+ \\(.*\\), caches of"
                + " [0-9]+, [0-9]+ and [0-9]+ KB"),
        told);
  }
}
