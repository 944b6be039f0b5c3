package dev.limpid.insight.doctor.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Against printed tables. */
class TailsTest {
  @Test
  void theNormalDistribution() {
    assertEquals(0.5, Normal.upperTail(0), 1e-7);
    assertEquals(0.025, Normal.upperTail(1.959964), 1e-7);
    assertEquals(0.001, Normal.upperTail(3.090232), 2e-9);
    assertEquals(9.865876e-10, Normal.upperTail(6), 1e-15);
    assertEquals(0.975, Normal.upperTail(-1.959964), 1e-7);
  }

  @Test
  void chiSquared() {
    assertEquals(0.05, ChiSquared.upperTail(42.557, 29), 2e-4);
    assertEquals(0.001, ChiSquared.upperTail(58.301, 29), 5e-5);
    assertEquals(0.05, ChiSquared.upperTail(3.841, 1), 3e-3);
    assertEquals(0.01, ChiSquared.upperTail(23.209, 10), 2e-4);
    assertEquals(1, ChiSquared.upperTail(5, 0));
  }

  @Test
  void kolmogorovSmirnov() {
    double root = Math.sqrt(2 / 1e6);
    assertEquals(0.05, KolmogorovSmirnov.upperTail(1.35810 * root, 1_000_000, 1_000_000), 1e-5);
    assertEquals(0.01, KolmogorovSmirnov.upperTail(1.62762 * root, 1_000_000, 1_000_000), 1e-6);
    assertEquals(0.001, KolmogorovSmirnov.upperTail(1.94947 * root, 1_000_000, 1_000_000), 1e-7);
    // exact for n = m = 20: P(D >= 9/20) = 0.0335
    assertEquals(0.0335, KolmogorovSmirnov.upperTail(0.45, 20, 20), 0.002);
    assertEquals(1, KolmogorovSmirnov.upperTail(0, 10, 10));
  }

  @Test
  void binomial() {
    assertEquals(56 / 1024.0, Binomial.upperTail(8, 10, 0.5), 1e-12);
    assertEquals(0.05792, Binomial.upperTail(3, 5, 0.2), 1e-12);
    assertEquals(1, Binomial.upperTail(0, 5, 0.2));
    assertEquals(0, Binomial.upperTail(6, 5, 0.2));
    assertEquals(0.4901, Binomial.low(8, 10, 1.959964), 1e-4);
    assertEquals(0, Binomial.low(0, 10, 1.959964), 1e-12);
  }
}
