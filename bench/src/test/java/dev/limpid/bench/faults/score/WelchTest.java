package dev.limpid.bench.faults.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WelchTest {
  /** The reference is SciPy's {@code ttest_ind(..., equal_var=False)}. */
  @Test
  void tDegreesAndPAreThoseOfSciPy() {
    Welch test = Welch.of(new double[] {1, 2, 4, 7}, new double[] {3, 9, 10, 14, 20});
    assertEquals(-2.4735963798824563, test.t(), 1e-12);
    assertEquals(5.595137172957899, test.degrees(), 1e-12);
    assertEquals(0.05111385125699272, test.p(), 1e-10);
  }

  @Test
  void cohensDIsTheDifferenceOverThePooledDeviation() {
    // variances 1 and 1, means 2 and 5
    Welch test = Welch.of(new double[] {4, 5, 6}, new double[] {1, 2, 3});
    assertEquals(3, test.d(), 1e-12);
    assertTrue(test.above());
    assertFalse(Welch.of(new double[] {1, 2, 3}, new double[] {4, 5, 6}).above());
  }

  @Test
  void samplesWithoutSpreadDifferForCertainOrNotAtAll() {
    assertTrue(Welch.of(new double[] {2, 2, 2}, new double[] {1, 1, 1}).above());
    assertEquals(1, Welch.of(new double[] {1, 1}, new double[] {1, 1}).p());
    assertFalse(Welch.of(new double[] {1, 1}, new double[] {1, 1}).above());
  }

  @Test
  void aSingleNumberIsNoSample() {
    assertThrows(
        IllegalArgumentException.class, () -> Welch.of(new double[] {1}, new double[] {1, 2}));
  }

  @Test
  void studentsTailsAreThoseOfTheTables() {
    assertEquals(0.05, Welch.twoSided(12.7062047364, 1), 1e-9);
    assertEquals(0.05, Welch.twoSided(2.5705818366, 5), 1e-9);
    assertEquals(0.01, Welch.twoSided(2.7499956536, 30), 1e-9);
  }
}
