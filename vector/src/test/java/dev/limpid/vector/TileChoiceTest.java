package dev.limpid.vector;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Parallel;
import dev.limpid.core.Rng;
import dev.limpid.core.gemm.Matrix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is measured changes time alone: every choice gives the same bits. */
class TileChoiceTest {
  @BeforeEach
  void needsTheVectorApi() {
    AssumedKernels.vector();
  }

  @AfterEach
  void forgetProperties() {
    List.of("limpid.tile", "limpid.slice", "limpid.calibrate").forEach(System::clearProperty);
  }

  @Test
  void everyCandidateGivesTheSameBits() {
    List<MicroKernel> candidates = candidates();
    assertTrue(candidates.size() >= 4, candidates::toString);
    for (int seed = 0; seed < 40; seed++) {
      Rng rng = Rng.of(seed);
      int m = 1 + rng.nextInt(120);
      int n = 1 + rng.nextInt(150);
      int k = 1 + rng.nextInt(700);
      Matrix a = Matrix.of(random(rng, m * k), m, k);
      Matrix across = Matrix.of(random(rng, m * k), k, m).transpose();
      Matrix b = Matrix.of(random(rng, k * n), k, n);
      float[] expected = null;
      float[] expectedAcross = null;
      for (MicroKernel micro : candidates) {
        String what = micro + ", " + m + "x" + n + "x" + k + ", seed " + seed;
        float[] c = product(micro, a, b);
        float[] cAcross = product(micro, across, b);
        expected = expected == null ? c : expected;
        expectedAcross = expectedAcross == null ? cAcross : expectedAcross;
        assertArrayEquals(expected, c, what);
        assertArrayEquals(expectedAcross, cAcross, what + ", across");
      }
    }
  }

  private static List<MicroKernel> candidates() {
    Tuning tuning = Tuning.of(CacheSizes.MEASURED, MicroKernel.panelWidth());
    return MicroKernel.candidates(MicroKernel.of(8, tuning));
  }

  private static float[] product(MicroKernel micro, Matrix a, Matrix b) {
    float[] c = new float[a.rows() * b.columns()];
    new VectorGemm(TileChoice.fixed(micro))
        .multiply(a, b, 0, Matrix.of(c, a.rows(), b.columns()), Parallel.serial());
    return c;
  }

  private static float[] random(Rng rng, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = rng.nextFloat(-1, 1);
    }
    return values;
  }

  @Test
  void anotherIsTakenOnlyWhereItIsClearlyFaster() {
    List<MicroKernel> candidates = candidates();
    double[] speeds = new double[candidates.size()];
    speeds[0] = 100;
    speeds[2] = 104;
    assertSame(candidates.get(0), new Calibration.Result(candidates, speeds).best());
    speeds[3] = 106;
    assertSame(candidates.get(3), new Calibration.Result(candidates, speeds).best());
    assertSame(candidates.get(0), new Calibration.Result(candidates, new double[0]).best());
  }

  @Test
  void measuringTellsTheSpeedOfEachOrThatThereWasNoTime() {
    Calibration.Result result = Calibration.measure(candidates());
    String told = result.toString();
    for (int i = 0; i < result.speeds().length; i++) {
      assertTrue(result.speeds()[i] > 0, told);
      assertTrue(told.contains(result.candidates().get(i).toString()), told);
    }
    assertTrue(result.speeds().length > 0 || told.contains("no time"), told);
    assertTrue(result.candidates().contains(result.best()), told);
  }

  @Test
  void enoughWorkIsMeasuredOnceInTheBackground() throws InterruptedException {
    TileChoice choice = TileChoice.of(CacheSizes.MEASURED);
    assertTrue(choice.toString().contains("not measured yet"), choice::toString);
    choice.count(1_000_000);
    assertTrue(choice.toString().contains("not measured yet"), choice::toString);
    choice.count(50_000_000_000L);
    choice.count(50_000_000_000L);
    List<Thread> measuring = new ArrayList<>();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("limpid-calibration")) {
        measuring.add(thread);
      }
    }
    assertEquals(1, measuring.size());
    measuring.get(0).join();
    assertTrue(!choice.toString().contains("yet"), choice::toString);
  }

  @Test
  void propertiesFixTheChoice() {
    System.setProperty("limpid.tile", "4");
    TileChoice four = TileChoice.of(CacheSizes.MEASURED);
    assertEquals(4, four.now().rows);
    four.count(Long.MAX_VALUE / 2);
    assertTrue(four.toString().contains("fixed"), four::toString);
    System.setProperty("limpid.slice", "128");
    assertEquals(128, TileChoice.of(CacheSizes.MEASURED).now().tuning.sliceDepth());
    System.setProperty("limpid.tile", "5");
    String message =
        assertThrows(IllegalArgumentException.class, () -> TileChoice.of(CacheSizes.MEASURED))
            .getMessage();
    assertEquals("limpid.tile must be one of [4, 6, 8], but is '5'", message);
  }

  @Test
  void measuringCanBeSwitchedOff() {
    System.setProperty("limpid.calibrate", "false");
    TileChoice choice = TileChoice.of(CacheSizes.MEASURED);
    choice.count(Long.MAX_VALUE / 2);
    assertTrue(choice.toString().endsWith("(others not measured)"), choice::toString);
  }
}
