package dev.limpid.insight.measure.gap;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.limpid.core.Rng;
import org.junit.jupiter.api.Test;

class RegressionTest {
  private static final double[] X = {1, 4, 2, 8, 5};

  /** The sum of squares is a parabola over the slope; its lowest point, from three others. */
  @Test
  void theSlopeLeavesTheLeastSquares() {
    for (int seed = 0; seed < 20; seed++) {
      Rng rng = Rng.of(seed);
      double[] y = new double[X.length];
      for (int i = 0; i < y.length; i++) {
        y[i] = 7 + 0.5 * X[i] + 0.1 * rng.nextGaussian();
      }
      double at0 = spread(0, y);
      double at1 = spread(1, y);
      double at2 = spread(2, y);
      double lowest = (3 * at0 - 4 * at1 + at2) / (2 * (at0 - 2 * at1 + at2));
      assertEquals(lowest, Regression.slope(X, y), 1e-9, "seed " + seed);
    }
  }

  private static double spread(double slope, double[] y) {
    double[] residuals = Regression.residuals(slope, X, y);
    double mean = Sampled.mean(residuals);
    double sum = 0;
    for (double residual : residuals) {
      sum += (residual - mean) * (residual - mean);
    }
    return sum;
  }

  @Test
  void theSlopeIsWithinZeroAndOne() {
    assertEquals(1, Regression.slope(X, new double[] {2, 8, 4, 16, 10}));
    assertEquals(0, Regression.slope(X, new double[] {-1, -4, -2, -8, -5}));
    assertEquals(1, Regression.slope(new double[] {3, 3, 3}, new double[] {1, 2, 3}));
  }

  @Test
  void residualsAreWhatTheLineLeaves() {
    assertArrayEquals(
        new double[] {9.5, 18},
        Regression.residuals(0.5, new double[] {1, 4}, new double[] {10, 20}));
    assertArrayEquals(new double[] {8, 1, 8}, Regression.pick(X, new int[] {3, 0, 3}));
  }
}
