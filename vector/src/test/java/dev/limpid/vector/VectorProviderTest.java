package dev.limpid.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.compute.Kernels;
import dev.limpid.core.internal.KernelProperties;
import java.util.List;
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

  /** What is refused before any kernels are chosen is what these kernels have. */
  @Test
  void eachPossibleTileAndSliceIsThere() {
    String before = System.getProperty("limpid.tile");
    try {
      for (String rows : List.of("4", "6", "8")) {
        System.setProperty("limpid.tile", rows);
        KernelProperties.check();
        assertEquals(rows, "" + TileChoice.of(CacheSizes.MEASURED).now().rows);
      }
      System.setProperty("limpid.tile", "12");
      assertThrows(IllegalArgumentException.class, KernelProperties::check);
      assertThrows(IllegalArgumentException.class, () -> TileChoice.of(CacheSizes.MEASURED));
    } finally {
      restore("limpid.tile", before);
    }
    String slice = System.getProperty("limpid.slice");
    try {
      for (int depth : new int[] {Tuning.CHUNK / 2, Tuning.CHUNK}) {
        System.setProperty("limpid.slice", "" + depth);
        KernelProperties.check();
        assertEquals(depth, TileChoice.of(CacheSizes.MEASURED).now().tuning.sliceDepth());
      }
    } finally {
      restore("limpid.slice", slice);
    }
  }

  private static void restore(String property, String before) {
    if (before == null) {
      System.clearProperty(property);
    } else {
      System.setProperty(property, before);
    }
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
