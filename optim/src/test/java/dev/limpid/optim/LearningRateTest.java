package dev.limpid.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LearningRateTest {
  private static final double EXACT = 1e-15;

  @Test
  void constantNeverChanges() {
    assertEquals(0.01, LearningRate.constant(0.01).at(0));
    assertEquals(0.01, LearningRate.constant(0.01).at(1_000_000_000_000L));
  }

  @Test
  void stepDecayFallsAtEachMultiple() {
    LearningRate rate = LearningRate.step(0.8, 0.5, 10);
    assertEquals(0.8, rate.at(0), EXACT);
    assertEquals(0.8, rate.at(9), EXACT);
    assertEquals(0.4, rate.at(10), EXACT);
    assertEquals(0.4, rate.at(19), EXACT);
    assertEquals(0.1, rate.at(30), EXACT);
  }

  @Test
  void exponentialDecayMeetsStepDecayAtEachMultipleAndFallsBetween() {
    LearningRate rate = LearningRate.exponential(0.8, 0.25, 10);
    assertEquals(0.8, rate.at(0), EXACT);
    assertEquals(0.4, rate.at(5), EXACT);
    assertEquals(0.2, rate.at(10), EXACT);
    assertEquals(0.05, rate.at(20), EXACT);
  }

  @Test
  void cosineWarmsUpLinearlyPeaksAndAnneals() {
    LearningRate rate = LearningRate.cosine(1, 4, 104, 0.2);
    for (int step = 0; step <= 4; step++) {
      assertEquals((step + 1) / 5.0, rate.at(step), EXACT);
    }
    assertEquals(0.2 + 0.8 * (1 + Math.cos(Math.PI / 4)) / 2, rate.at(29), EXACT);
    assertEquals(0.6, rate.at(54), EXACT);
    assertEquals(0.2, rate.at(104));
    assertEquals(0.2, rate.at(1_000));
  }

  @Test
  void cosineWithoutWarmUpStartsAtItsPeakAndEndsAtZero() {
    LearningRate rate = LearningRate.cosine(0.3, 0, 10);
    assertEquals(0.3, rate.at(0), EXACT);
    assertEquals(0.15, rate.at(5), EXACT);
    assertEquals(0, rate.at(10));
  }

  @Test
  void oneCycleRisesToItsPeakAndFallsToItsEnd() {
    LearningRate rate = LearningRate.oneCycle(0.5, 100);
    assertEquals(0.02, rate.at(0), EXACT);
    assertEquals(0.5, rate.at(29), EXACT);
    assertEquals((0.5 + 0.02 / 1e4) / 2, rate.at(64), EXACT); // halfway from 29 to 99
    assertEquals(0.02 / 1e4, rate.at(99));
    assertEquals(0.02 / 1e4, rate.at(100));
    for (int step = 1; step < 100; step++) {
      boolean rose = rate.at(step) > rate.at(step - 1);
      assertEquals(step <= 29, rose, "step " + step);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 7})
  void oneCycleOfFewStepsStaysBetweenItsBounds(long total) {
    LearningRate rate = LearningRate.oneCycle(1, total);
    for (int step = 0; step < total + 3; step++) {
      double at = rate.at(step);
      assertTrue(at >= 4e-6 * (1 - 1e-9) && at <= 1, total + " steps, step " + step + ": " + at);
    }
  }

  @Test
  void aLambdaIsASchedule() {
    LearningRate rate = step -> step < 3 ? 0.1 : 0.01;
    assertEquals(0.01, Adam.builder().learningRate(rate).build().learningRate() / 10, EXACT);
  }

  @ParameterizedTest
  @ValueSource(doubles = {-1e-9, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aBadRateIsRefusedEverywhere(double bad) {
    refused(() -> LearningRate.constant(bad));
    refused(() -> LearningRate.step(bad, 0.5, 10));
    refused(() -> LearningRate.step(0.1, bad, 10));
    refused(() -> LearningRate.exponential(bad, 0.5, 10));
    refused(() -> LearningRate.exponential(0.1, bad, 10));
    refused(() -> LearningRate.cosine(bad, 1, 10));
    refused(() -> LearningRate.cosine(0.1, 1, 10, bad));
    refused(() -> LearningRate.oneCycle(bad, 10));
    refused(() -> LearningRate.oneCycle(0.1, 10, bad, 25, 1e4));
    refused(() -> LearningRate.oneCycle(0.1, 10, 0.3, bad, 1e4));
    refused(() -> LearningRate.oneCycle(0.1, 10, 0.3, 25, bad));
  }

  @Test
  void lengthsThatMakeNoScheduleAreRefused() {
    refused(() -> LearningRate.step(0.1, 0.5, 0));
    refused(() -> LearningRate.exponential(0.1, 0.5, 0));
    refused(() -> LearningRate.cosine(0.1, -1, 10));
    refused(() -> LearningRate.cosine(0.1, 10, 10));
    refused(() -> LearningRate.cosine(0.1, 1, 10, 0.2));
    refused(() -> LearningRate.oneCycle(0.1, 0));
    refused(() -> LearningRate.oneCycle(0.1, 10, 0, 25, 1e4));
    refused(() -> LearningRate.oneCycle(0.1, 10, 1, 25, 1e4));
  }

  @Test
  void schedulesAtTheBoundsOfTheirSettingsAreConstant() {
    LearningRate cosine = LearningRate.cosine(0.2, 0, 10, 0.2);
    LearningRate oneCycle = LearningRate.oneCycle(0.2, 10, 0.5, 1, 1);
    for (int step = 0; step < 12; step++) {
      assertEquals(0.2, cosine.at(step), EXACT);
      assertEquals(0.2, oneCycle.at(step), EXACT);
    }
  }

  private static void refused(Runnable bad) {
    assertThrows(IllegalArgumentException.class, bad::run);
  }
}
