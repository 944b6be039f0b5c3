package dev.limpid.insight.doctor.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against printed tables. */
class TailsTest {
  /** Of 3,000 throws. */
  @ParameterizedTest
  @CsvSource({"4, 3", "6, 29", "12, 29", "30, 7", "26, 44", "0, 9"})
  void theFullestBoxHasAsManyAsInThrows(int balls, int boxes) {
    Rng rng = Rng.of(5).split(balls).split(boxes);
    double sum = 0;
    for (int i = 0; i < 3000; i++) {
      int[] counts = new int[boxes];
      for (int ball = 0; ball < balls; ball++) {
        counts[rng.nextInt(boxes)]++;
      }
      sum += Arrays.stream(counts).max().orElseThrow();
    }
    double expected = sum / 3000;
    assertEquals(expected, Tails.expectedMaximum(balls, boxes), 0.1 + 0.07 * expected);
  }

  @Test
  void chiSquared() {
    assertEquals(0.05, Tails.chiSquared(42.557, 29), 2e-6);
    assertEquals(0.001, Tails.chiSquared(58.301, 29), 1e-7);
    assertEquals(0.05, Tails.chiSquared(3.841, 1), 2e-5);
    assertEquals(0.01, Tails.chiSquared(23.209, 10), 1e-6);
    assertEquals(1, Tails.chiSquared(5, 0));
  }

  @Test
  void kolmogorovSmirnov() {
    double root = Math.sqrt(2 / 1e6);
    assertEquals(0.05, Tails.kolmogorovSmirnov(1.35810 * root, 1_000_000, 1_000_000), 1e-5);
    assertEquals(0.01, Tails.kolmogorovSmirnov(1.62762 * root, 1_000_000, 1_000_000), 1e-6);
    assertEquals(0.001, Tails.kolmogorovSmirnov(1.94947 * root, 1_000_000, 1_000_000), 1e-7);
    // exact for n = m = 20: P(D >= 9/20) = 0.0335
    assertEquals(0.0335, Tails.kolmogorovSmirnov(0.45, 20, 20), 0.002);
    assertEquals(1, Tails.kolmogorovSmirnov(0, 10, 10));
  }

  /** Jacobi's other series of the same limit, which is short where ours is long. */
  @Test
  void kolmogorovSmirnovIsTheSameByTheOtherSeries() {
    for (double lambda = 0.2; lambda < 1.5; lambda += 0.05) {
      double sum = 0;
      for (int k = 1; k < 200; k += 2) {
        sum += Math.exp(-k * k * Math.PI * Math.PI / (8 * lambda * lambda));
      }
      double expected = 1 - Math.sqrt(2 * Math.PI) / lambda * sum;
      double distance = lambda * Math.sqrt(1 / 30.0 + 1 / 70.0);
      assertEquals(expected, Tails.kolmogorovSmirnov(distance, 30, 70), 1e-11, "" + lambda);
    }
    assertEquals(1, Tails.kolmogorovSmirnov(0.01, 30, 70));
    assertEquals(0, Tails.kolmogorovSmirnov(1, 5000, 5000), 1e-100);
  }

  /** From tables: t at 0.1 % of 3 degrees of freedom is 10.215, of 30 it is 3.385. */
  @Test
  void student() {
    double z = 3.0902323;
    assertEquals(10.215, Tails.student(z, 3), 1e-3);
    assertEquals(3.385, Tails.student(z, 30), 1e-3);
    assertEquals(z, Tails.student(z, Double.POSITIVE_INFINITY), 1e-3);
    assertTrue(Double.isNaN(Tails.student(z, Double.NaN)));
  }

  @Test
  void binomial() {
    assertEquals(56 / 1024.0, Tails.binomial(8, 10, 0.5), 1e-12);
    assertEquals(0.05792, Tails.binomial(3, 5, 0.2), 1e-12);
    assertEquals(1, Tails.binomial(0, 5, 0.2));
    assertEquals(0, Tails.binomial(6, 5, 0.2));
    assertEquals(0.4901, Tails.wilsonLow(8, 10, 1.959964), 1e-4);
    assertEquals(0, Tails.wilsonLow(0, 10, 1.959964), 1e-12);
    assertEquals(0, Tails.wilsonLow(0, 0, 1.959964), "nothing is known of none");
  }
}
