package dev.limpid.bench.faults.score;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ShareTest {
  /**
   * With none of n the upper end is {@code 1 - 0.025^(1/n)}, with one of one the lower is 0.025.
   */
  @Test
  void theIntervalIsThatOfClopperAndPearson() {
    assertEquals(0, new Share(0, 48).low());
    assertEquals(1 - Math.pow(0.025, 1.0 / 48), new Share(0, 48).high(), 1e-9);
    assertEquals(0.025, new Share(1, 1).low(), 1e-9);
    assertEquals(1, new Share(1, 1).high());
    // the table of Clopper and Pearson for 5 of 10
    assertEquals(0.187086, new Share(5, 10).low(), 1e-6);
    assertEquals(0.812914, new Share(5, 10).high(), 1e-6);
  }

  @Test
  void aShareOfNothingIsNoNumber() {
    assertEquals(Double.NaN, new Share(0, 0).value());
    assertEquals("-", new Share(0, 0).percent());
    assertEquals("85 %", new Share(17, 20).percent());
  }
}
