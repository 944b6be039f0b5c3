package dev.limpid.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
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

  /** So executors of a cluster may measure their caches and tiles, and still compute together. */
  @Test
  void theArithmeticIsTheSameWhateverCachesAreFoundAndTilesChosen() {
    VectorKernels small = new VectorKernels(new CacheSizes(32, 256, 4096));
    VectorKernels large = new VectorKernels(new CacheSizes(48, 2048, 65_536));
    assertNotEquals(small.description(), large.description());
    assertEquals(small.arithmetic(), large.arithmetic());
    assertTrue(small.arithmetic().contains(VectorKernels.vectorBits() + " bits"));
  }
}
