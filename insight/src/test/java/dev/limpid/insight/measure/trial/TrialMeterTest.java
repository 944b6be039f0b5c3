package dev.limpid.insight.measure.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.limpid.core.Rng;
import org.junit.jupiter.api.Test;

/** What trials may take, by a clock that is set by hand. */
class TrialMeterTest {
  private long nanos;

  private final TrialMeter meter = new TrialMeter(0.05, () -> nanos);

  private void takes(double seconds, double passes) {
    meter.time(
        passes,
        () -> {
          nanos += (long) (seconds * 1e9);
          return null;
        });
  }

  @Test
  void nothingIsAffordedBeforeAnythingWasTrained() {
    assertFalse(meter.affords(1));
  }

  @Test
  void atMostTheShareIsAfforded() {
    meter.trained(100, 10_000);
    assertTrue(meter.affords(500));
    assertFalse(meter.affords(501));
    takes(4, 400);
    assertTrue(meter.affords(100));
    assertFalse(meter.affords(101));
    assertEquals(0.04, meter.spent(), 1e-9);
  }

  @Test
  void whatTookLongerThanItsPassesIsExpectedToDoSoAgain() {
    meter.trained(100, 10_000);
    takes(2, 100); // twice as long as so many passes of the training
    assertTrue(meter.affords(150));
    assertFalse(meter.affords(151));
  }

  @Test
  void aLookCountsButIsNoMeasureOfTrials() {
    meter.trained(100, 10_000);
    meter.look(100, () -> nanos += 2_000_000_000L);
    assertTrue(meter.affords(300));
    assertFalse(meter.affords(301));
  }

  @Test
  void whatFailsCountsToo() {
    meter.trained(100, 10_000);
    assertThrows(
        IllegalStateException.class,
        () ->
            meter.time(
                10,
                () -> {
                  nanos += 5_000_000_000L;
                  throw new IllegalStateException();
                }));
    assertFalse(meter.affords(1));
  }

  /** Where each trial takes as long as it was expected to, from the second one on. */
  @Test
  void theShareIsNeverExceeded() {
    for (long seed = 1; seed <= 20; seed++) {
      Rng rng = Rng.of(seed);
      TrialMeter some = new TrialMeter(0.05, () -> nanos);
      int tried = 0;
      for (int epoch = 0; epoch < 50; epoch++) {
        some.trained(10, 1000);
        while (some.affords(40)) {
          double seconds = 0.4 * rng.nextFloat(0.5f, 1);
          some.time(40, () -> nanos += (long) (seconds * 1e9));
          tried++;
        }
        assertTrue(some.spent() <= 0.05, "seed " + seed + ": " + some.spent());
      }
      assertTrue(tried > 50, "seed " + seed + ": " + tried);
    }
  }
}
