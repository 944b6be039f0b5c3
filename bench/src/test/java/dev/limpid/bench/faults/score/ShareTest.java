package dev.limpid.bench.faults.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ShareTest {
  /**
   * With none of n the upper end is {@code z^2 / (n + z^2)}, with all of n the lower is {@code n /
   * (n + z^2)}.
   */
  @Test
  void theIntervalIsThatOfWilson() {
    double z = 1.959963984540054;
    assertEquals(0, new Share(0, 48).low(), 1e-12);
    assertEquals(z * z / (48 + z * z), new Share(0, 48).high(), 1e-9);
    assertEquals(7 / (7 + z * z), new Share(7, 7).low(), 1e-9);
    assertEquals(1, new Share(7, 7).high(), 1e-12);
    // half of n: 0.5 -+ z / 2 / sqrt(n + z^2)
    assertEquals(0.5 - z / 2 / Math.sqrt(10 + z * z), new Share(5, 10).low(), 1e-9);
    assertEquals(0.5 + z / 2 / Math.sqrt(10 + z * z), new Share(5, 10).high(), 1e-9);
  }

  @Test
  void theIntervalOfNoneAndOfAllEndsAtTheSharesThereAre() {
    for (int of = 1; of < 1000; of++) {
      assertEquals("0.0", new Share(0, of).withInterval().replaceAll(".*interval (.*) to.*", "$1"));
      assertEquals("100.0 %)", new Share(of, of).withInterval().replaceAll(".* to ", ""));
      assertTrue(new Share(of, of).high() <= 1, of + " of " + of);
    }
  }

  @Test
  void aShareOfNothingIsNoNumber() {
    assertEquals(Double.NaN, new Share(0, 0).value());
    assertEquals("-", new Share(0, 0).percent());
    assertEquals("85 %", new Share(17, 20).percent());
  }
}
