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
    assertTrue(Kernels.explain().get(0).matches("vector: Vector API, [0-9]+ bits"));
  }
}
