package dev.limpid.insight.measure.gap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import dev.limpid.insight.gap.Estimate;
import org.junit.jupiter.api.Test;

class SampledTest {
  private static final double ENDLESS = Double.POSITIVE_INFINITY;

  @Test
  void theErrorOfAMeanIsTheDeviationOverTheRootOfTheCount() {
    double[] values = {1, 4, 2, 8, 5};
    Estimate estimate = Sampled.ofImages(values, ENDLESS).estimate();
    assertEquals(4, estimate.value(), 1e-12);
    assertEquals(Math.sqrt(30 / 4.0 / 5), estimate.standardError(), 1e-12);
    assertEquals(4, estimate.degreesOfFreedom(), 1e-9);
    assertEquals(2.776445 * Math.sqrt(1.5), estimate.halfWidth(), 1e-5);
  }

  @Test
  void theErrorShrinksAsTheSampleBecomesTheWhole() {
    double[] values = {1, 4, 2, 8, 5};
    double endless = Sampled.ofImages(values, ENDLESS).estimate().standardError();
    assertEquals(
        endless * Math.sqrt(0.5), Sampled.ofImages(values, 10).estimate().standardError(), 1e-12);
    assertEquals(0, Sampled.ofImages(values, 5).estimate().standardError());
  }

  @Test
  void whatTwoMeansShareCancelsInTheirDifference() {
    double[] values = {1, 4, 2, 8, 5};
    double[] more = {2, 5, 3, 9, 6};
    Estimate difference =
        Sampled.ofImages(more, ENDLESS).minus(Sampled.ofImages(values, ENDLESS)).estimate();
    assertEquals(1, difference.value(), 1e-12);
    assertEquals(0, difference.standardError(), 1e-12);
  }

  @Test
  void batchesOfUnequalSizesAreWeighedByTheirImages() {
    double[] values = {1, 1, 1, 1, 3, 3};
    Sampled mean = Sampled.ofBatches(values, new int[] {0, 4, 6}, 1000);
    assertEquals(10 / 6.0, mean.value(), 1e-12);
    // Ratio estimator: deviations of the batch totals from their share
    double deviation = 4 * (1 - 10 / 6.0) / 6;
    double expected = Math.sqrt(2 * 2 * deviation * deviation * (1 - 6 / 1000.0));
    assertEquals(expected, mean.estimate().standardError(), 1e-12);
  }

  /** By how much the mean moves with the weight of a unit, to first order. */
  @Test
  void anInfluenceIsTheDerivativeByTheWeightOfItsUnit() {
    double[] values = {1, 4, 2, 8, 5, 9};
    int[] starts = {0, 3, 4, 6};
    double[] influences = Sampled.ofBatches(values, starts, Integer.MAX_VALUE).batches();
    double[] ofImages = Sampled.ofImages(values, ENDLESS).images();
    double e = 1e-6;
    for (int j = 0; j < 3; j++) {
      double moved = (mean(values, starts[j], starts[j + 1], e) - 29 / 6.0) / e;
      assertEquals(Math.sqrt(3 / 2.0) * moved, influences[j], 1e-5, "batch " + j);
    }
    for (int i = 0; i < 6; i++) {
      double moved = (mean(values, i, i + 1, e) - 29 / 6.0) / e;
      assertEquals(Math.sqrt(6 / 5.0) * moved, ofImages[i], 1e-5, "image " + i);
    }
  }

  /** Some of the values counted 1 + e times. */
  private static double mean(double[] values, int from, int to, double e) {
    double sum = 0;
    double weights = 0;
    for (int i = 0; i < values.length; i++) {
      double weight = i >= from && i < to ? 1 + e : 1;
      sum += weight * values[i];
      weights += weight;
    }
    return sum / weights;
  }

  @Test
  void degreesOfFreedomOfADifferenceAreWelchsAndSatterthwaites() {
    double[] values = {1, 4, 2, 8, 5};
    Sampled images = Sampled.ofImages(values, ENDLESS); // variance 7.5 / 5
    Sampled batches =
        Sampled.ofBatches(new double[] {1, 3, 8}, new int[] {0, 1, 2, 3}, Integer.MAX_VALUE);
    double a = 7.5 / 5;
    double b = 13 / 3.0; // deviations -3, -1, 4: 26 / 2 / 3
    Estimate difference = images.minus(batches).estimate();
    assertEquals(0, difference.value(), 1e-12);
    assertEquals(Math.sqrt(a + b), difference.standardError(), 1e-6);
    double degrees = (a + b) * (a + b) / (a * a / 4 + b * b / 2);
    assertEquals(degrees, difference.degreesOfFreedom(), 1e-6);
  }

  @Test
  void aSeededBootstrapOverBatchesAndImagesFindsTheSameError() {
    Rng rng = Rng.of(3);
    int batches = 40;
    int size = 8;
    double[] training = new double[batches * size];
    int[] starts = new int[batches + 1];
    for (int j = 0; j < batches; j++) {
      double shared = rng.nextGaussian();
      for (int i = 0; i < size; i++) {
        training[j * size + i] = shared + rng.nextGaussian();
      }
      starts[j + 1] = (j + 1) * size;
    }
    double[] validation = new double[100];
    for (int i = 0; i < validation.length; i++) {
      validation[i] = 1 + 2 * rng.nextGaussian();
    }
    double claimed =
        Sampled.ofImages(validation, ENDLESS)
            .minus(Sampled.ofBatches(training, starts, Integer.MAX_VALUE))
            .estimate()
            .standardError();

    int resamples = 4000;
    double sum = 0;
    double squares = 0;
    for (int r = 0; r < resamples; r++) {
      double difference = 0;
      for (int i = 0; i < validation.length; i++) {
        difference += validation[rng.nextInt(validation.length)] / validation.length;
      }
      for (int j = 0; j < batches; j++) {
        int batch = rng.nextInt(batches);
        for (int i = 0; i < size; i++) {
          difference -= training[batch * size + i] / training.length;
        }
      }
      sum += difference;
      squares += difference * difference;
    }
    double mean = sum / resamples;
    double bootstrap = Math.sqrt(squares / resamples - mean * mean);
    assertEquals(bootstrap, claimed, 0.05 * claimed, "seed 3");
  }

  @Test
  void quantilesOfStudentsDistributionAreThoseOfTheTables() {
    double[][] table = {
      {1, 12.7062},
      {2, 4.30265},
      {3, 3.18245},
      {4, 2.77645},
      {7, 2.36462},
      {9, 2.26216},
      {30, 2.04227},
      {100, 1.98397},
      {Double.POSITIVE_INFINITY, 1.95996}
    };
    for (double[] row : table) {
      assertEquals(
          row[1], new Estimate(0, 1, row[0]).halfWidth(), 1e-4, row[0] + " degrees of freedom");
    }
    assertTrue(Double.isNaN(new Estimate(0, 1, Double.NaN).halfWidth()));
  }
}
