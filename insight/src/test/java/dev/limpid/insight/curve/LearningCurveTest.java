package dev.limpid.insight.curve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.insight.curve.LearningCurve.Measurement;
import dev.limpid.insight.curve.LearningCurve.Prediction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Curves of known laws. */
class LearningCurveTest {
  private static final int[] SIZES = {400, 800, 1600, 3200, 6400};

  private static List<Measurement> points(PowerLaw law, double noise, int seeds, Rng rng) {
    List<Measurement> points = new ArrayList<>();
    for (int size : SIZES) {
      for (int seed = 0; seed < seeds; seed++) {
        points.add(new Measurement(size, law.at(size) * (1 + noise * rng.nextGaussian())));
      }
    }
    return points;
  }

  @Test
  void theLawBehindExactPointsIsFound() {
    for (double exponent : new double[] {0.1, 0.35, 0.5, 1, 2}) {
      for (double floor : new double[] {0, 0.3}) {
        PowerLaw law = new PowerLaw(floor, 0.8, exponent, 6400);
        LearningCurve curve = LearningCurve.fit(points(law, 0, 1, Rng.of(1)));
        assertEquals(exponent, curve.law().exponent(), 0.01 * exponent, law.toString());
        assertEquals(floor, curve.law().floor(), 0.01, law.toString());
        Prediction fourfold = curve.predict(25600);
        assertEquals(law.at(25600), fourfold.loss(), 1e-3 * fourfold.loss(), law.toString());
        assertTrue(fourfold.low() <= fourfold.loss() && fourfold.loss() <= fourfold.high());
      }
    }
  }

  @Test
  void theIntervalCoversTheLawInNineteenOfTwentyCurves() {
    PowerLaw law = new PowerLaw(0.3, 0.5, 0.6, 6400);
    int covered = 0;
    int curves = 120;
    for (int i = 0; i < curves; i++) {
      Prediction p = LearningCurve.fit(points(law, 0.03, 3, Rng.of(i))).predict(25600);
      covered += p.low() <= law.at(25600) && law.at(25600) <= p.high() ? 1 : 0;
    }
    // 95 % of 120, less and more by three standard deviations of the binomial distribution
    assertTrue(covered >= 0.89 * curves, covered + " of " + curves);
  }

  @Test
  void theIntervalIsWiderFartherOut() {
    PowerLaw law = new PowerLaw(0.3, 0.5, 0.6, 6400);
    LearningCurve curve = LearningCurve.fit(points(law, 0.03, 3, Rng.of(5)));
    double before = 0;
    for (double times : new double[] {1, 4, 64}) {
      Prediction p = curve.predict(times * 6400);
      double width = p.high() - p.low();
      assertTrue(width > before, times + ": " + width);
      before = width;
    }
  }

  @Test
  void aLossThatDoesNotFallHasNoExcess() {
    LearningCurve curve =
        LearningCurve.fit(
            List.of(
                new Measurement(1, 1),
                new Measurement(2, 1.1),
                new Measurement(4, 1.2),
                new Measurement(8, 1.3)));
    assertEquals(0, curve.law().excess());
    assertEquals(curve.law().floor(), curve.predict(100).loss());
  }

  @Test
  void tooFewMeasurementsAreRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            LearningCurve.fit(
                List.of(new Measurement(1, 1), new Measurement(2, 1), new Measurement(4, 1))));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            LearningCurve.fit(
                List.of(
                    new Measurement(1, 1),
                    new Measurement(1, 2),
                    new Measurement(2, 1),
                    new Measurement(2, 1))));
    assertThrows(
        IllegalArgumentException.class,
        () ->
            LearningCurve.fit(
                List.of(
                    new Measurement(1, 1),
                    new Measurement(2, 0),
                    new Measurement(3, 1),
                    new Measurement(4, 1))));
  }
}
